import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { TestKernel } from './support/kernel-client.js';

describe('the life of a kernel', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tslab-life-'));
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  const argumentLists: Record<string, (file: string) => string[]> = {
    '-f <file>': (file) => ['-f', file],
    // Not the way of Jupyter's clients, so it goes by way of the command line's parser.
    '--connection-file=<file>': (file) => [`--connection-file=${file}`],
  };
  for (const [written, argumentsFor] of Object.entries(argumentLists)) {
    it(`starts with ${written}, and hides its own frames in errors`, async (t) => {
      const kernel = await TestKernel.start({ argumentsFor });
      t.after(() => kernel.stop());
      const code = 'function read(order: any) {\n  return order.items.length;\n}\nread({});';
      const { traceback } = await kernel.execute(code);
      assert.deepEqual(traceback.match(/^ +at .*$/gm), ['    at read (Cell[1]:2:22)', '    at Cell[1]:4:1']);
      await kernel.request('control', 'shutdown_request', { restart: false });
      assert.equal(await kernel.exited, 0);
    });
  }

  it('ends at a shutdown_request whatever a cell left open, and runs exit handlers', async (t) => {
    const kernel = await TestKernel.start();
    t.after(() => kernel.stop());
    const file = JSON.stringify(join(folder, 'exit'));
    await kernel.execute(`
      import { createServer } from 'net';
      import { writeFileSync } from 'fs';
      createServer().listen(0, '127.0.0.1');
      setInterval(() => {}, 1000);
      process.on('exit', (code) => writeFileSync(${file}, 'exit ' + code));`);
    const { reply } = await kernel.request('control', 'shutdown_request', { restart: true });
    assert.deepEqual(reply, { status: 'ok', restart: true });
    assert.equal(await kernel.exited, 0);
    assert.equal(await readFile(join(folder, 'exit'), 'utf8'), 'exit 0');
    assert.equal(kernel.terminalText, '');
  });

  const spinning = {
    'at once': 'console.log("ready"); while (!process.env.NEVER) {}',
    'after an await': 'await null; console.log("ready"); while (!process.env.NEVER) {}',
    'in spite of all errors':
      'await null; console.log("ready"); while (!process.env.NEVER) { try { while (!process.env.NEVER) {} } catch {} }',
  };
  for (const [how, code] of Object.entries(spinning)) {
    it(`beats its heart while a cell spins ${how}, and ends at a shutdown_request even then`, async (t) => {
      const kernel = await TestKernel.start();
      t.after(() => kernel.stop());
      const id = kernel.sendExecute(code);
      await kernel.printed(id, 'ready');
      assert.equal(await kernel.heartbeat('ping'), 'ping');
      await kernel.request('control', 'shutdown_request', { restart: false });
      assert.equal(await kernel.exited, 0);
    });
  }

  it('ends at a shutdown_request though a library spins in a timer', {
    skip: process.platform === 'win32',
  }, async (t) => {
    const kernel = await TestKernel.start();
    t.after(() => kernel.stop());
    const id = kernel.sendExecute(`
      const spin = new Function('for (;;);');
      setTimeout(() => { console.log('ready'); spin(); }, 1); undefined`);
    await kernel.printed(id, 'ready');
    kernel.send('control', 'shutdown_request', { restart: true });
    assert.equal(await kernel.exited, 'SIGKILL');
  });

  it('lets a cell end its work at a shutdown_request, once it has noticed', async (t) => {
    const kernel = await TestKernel.start();
    t.after(() => kernel.stop());
    const id = kernel.sendExecute(`
      const save = new Function('const end = performance.now() + 600; while (performance.now() < end);');
      await null;
      console.log('ready');
      try { while (!process.env.NEVER) {} } finally { save(); console.log('saved'); }`);
    await kernel.printed(id, 'ready');
    await kernel.request('control', 'shutdown_request', { restart: true });
    await kernel.printed(id, 'saved');
    assert.equal(await kernel.exited, 0);
  });

  it('ignores messages that are not signed with its key', async (t) => {
    const kernel = await TestKernel.start();
    t.after(() => kernel.stop());
    kernel.send('shell', 'execute_request', { code: 'globalThis.name = 1' }, { key: 'another key' });
    kernel.send('control', 'shutdown_request', {}, { key: 'another key' });
    kernel.send('shell', 'no_such_request');
    assert.equal((await kernel.execute('1')).reply.execution_count, 1);
    await kernel.until(() => kernel.terminalText.includes('not signed'), 'the warning');
  });

  it('answers a client only when it can also hear what is published, as its sockets connect at different times', async (t) => {
    const kernel = await TestKernel.start({ subscribesLater: true });
    t.after(() => kernel.stop());
    const isReply = (id: string) => () =>
      kernel.received.some(({ parentId, type }) => parentId === id && type === 'kernel_info_reply');
    const early = kernel.send('shell', 'kernel_info_request');
    for (let turn = 0; turn < 3; turn += 1) {
      const id = kernel.send('control', 'kernel_info_request');
      await kernel.until(isReply(id), 'the reply on the control channel');
    }
    kernel.subscribe();
    assert.equal((await kernel.finish(early)).reply.status, 'ok');
  });

  it('answers nobody where one of its ports is taken, as it is going to end', async (t) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const kernel = await TestKernel.start({ subscribesLater: true, heartbeatPort: port });
    t.after(() => kernel.stop());
    kernel.subscribe();
    kernel.send('shell', 'kernel_info_request');
    assert.equal(await kernel.exited, 1);
    await kernel.terminalContains(`The hb socket cannot listen on tcp://127.0.0.1:${port}`);
    assert.deepEqual(
      kernel.received.filter(({ channel }) => channel === 'shell'),
      [],
    );
  });

  it('welcomes a subscriber', async (t) => {
    const kernel = await TestKernel.start();
    t.after(() => kernel.stop());
    const states = () =>
      kernel.received
        .filter(({ channel, parentId }) => channel === 'iopub' && !parentId)
        .map(({ type, content }) => content.execution_state ?? type);
    await kernel.until(() => states().includes('iopub_welcome'), 'the welcome');
    assert.deepEqual(
      states().filter((state) => state !== 'iopub_welcome' && state !== 'starting'),
      [],
    );
  });

  it('sends what was printed before a cell calls process.exit, and ends with its code', async (t) => {
    const kernel = await TestKernel.start();
    t.after(() => kernel.stop());
    const id = kernel.sendExecute('for (let i = 0; i < 1000; i++) console.log(i); process.exit(7)');
    await kernel.printed(id, '999\n');
    assert.equal(await kernel.exited, 7);
  });

  it('ends when the process that JPY_PARENT_PID names has ended', {
    skip: process.platform === 'win32',
  }, async (t) => {
    const parent = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const kernel = await TestKernel.start({ env: { JPY_PARENT_PID: String(parent.pid) } });
    t.after(() => kernel.stop());
    const ended = once(parent, 'exit');
    parent.kill();
    await ended;
    assert.equal(await kernel.exited, 0);
  });
});
