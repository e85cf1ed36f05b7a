import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Publisher, Router } from 'zeromq';
import { KernelClient } from '../../scripts/papermill-js/src/kernel/client.js';
import { createConnectionFile } from '../../scripts/papermill-js/src/kernel/connection.js';

const ignore = () => undefined;

describe('The client of a kernel', () => {
  it('reaches a kernel whose port was another kernel’s at first', async (t) => {
    const file = await createConnectionFile('late');
    t.after(() => file.remove());
    const { ip, shell_port, iopub_port } = file.info;
    const stranger = new Publisher();
    await stranger.bind(`tcp://${ip}:${shell_port}`);
    const met = new Promise((resolve) => stranger.events.on('accept', resolve));
    const refused = new Promise((resolve) => stranger.events.on('disconnect', resolve));
    const client = new KernelClient(file.info, ignore);
    t.after(() => client.close());
    await met;
    await refused;
    const id = client.send('shell', 'kernel_info_request', {});
    stranger.close();
    const shell = new Router();
    t.after(() => shell.close());
    const iopub = new Publisher();
    t.after(() => iopub.close());
    await bindPatiently(shell, `tcp://${ip}:${shell_port}`);
    await iopub.bind(`tcp://${ip}:${iopub_port}`);
    await client.connected();
    const frames = await shell.receive();
    assert.ok(frames.some((frame) => String(frame).includes(id)));
  });

  it('says whether the kernel has hung up', async (t) => {
    const file = await createConnectionFile('gone');
    t.after(() => file.remove());
    const { ip, shell_port, iopub_port, control_port, stdin_port } = file.info;
    const client = new KernelClient(file.info, ignore);
    t.after(() => client.close());
    const [shell, control, stdin, iopub] = [new Router(), new Router(), new Router(), new Publisher()];
    // Before they are bound: an event that nobody waits for is gone.
    const joined = [control, stdin].map(
      (socket) => new Promise((resolve) => socket.events.on('handshake', resolve)),
    );
    await shell.bind(`tcp://${ip}:${shell_port}`);
    await control.bind(`tcp://${ip}:${control_port}`);
    await stdin.bind(`tcp://${ip}:${stdin_port}`);
    await iopub.bind(`tcp://${ip}:${iopub_port}`);
    await Promise.all([client.connected(), ...joined]);
    assert.equal(await client.hangsUpWithin(1), false);
    for (const socket of [shell, control, stdin, iopub]) socket.close();
    assert.equal(await client.hangsUpWithin(60_000), true);
  });
});

/** A port is free a moment after its socket is closed. */
async function bindPatiently(socket: Router, address: string): Promise<void> {
  for (;;) {
    try {
      return await socket.bind(address);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}
