import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePorts } from './support/free-ports.js';
import { BIN } from './support/kernel-client.js';

interface Ran {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the tslab-kernel command', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tslab-install-'));
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  const run = (args: readonly string[], env: Record<string, string> = {}) =>
    new Promise<Ran>((done) => {
      const options = { env: { ...process.env, ...env } };
      execFile(process.execPath, [BIN, ...args], options, (error, stdout, stderr) =>
        done({ code: error?.code ?? 0, stdout, stderr }),
      );
    });

  it('installs a kernelspec that starts this package with this Node, and removes it again', async () => {
    const dataDir = join(folder, 'data');
    const kernelDir = join(dataDir, 'kernels', 'lessons');
    const installed = await run(['install', '--name', 'lessons'], { JUPYTER_DATA_DIR: dataDir });
    assert.equal(installed.stderr, '');
    assert.ok(installed.stdout.startsWith(`Installed the kernelspec "lessons" into ${kernelDir}\n`));
    const spec = JSON.parse(await readFile(join(kernelDir, 'kernel.json'), 'utf8'));
    assert.deepEqual(spec.argv, [process.execPath, BIN, '--connection-file', '{connection_file}']);
    assert.equal(spec.language, 'typescript');
    assert.ok((await readdir(kernelDir)).includes('logo-svg.svg'));

    const args = ['install', '--name', 'lessons', '--uninstall'];
    const removed = await run(args, { JUPYTER_DATA_DIR: dataDir });
    assert.equal(removed.stdout, `Removed the kernelspec "lessons" from ${kernelDir}\n`);
    assert.equal(existsSync(kernelDir), false);
    const again = await run(args, { JUPYTER_DATA_DIR: dataDir });
    assert.equal(again.code, 1);
    assert.match(again.stderr, /^tslab-kernel: Expected a kernelspec "lessons" in .*--prefix or --name\.\n$/);
  });

  it('installs below a prefix', async () => {
    await run(['install', '--prefix', folder]);
    assert.ok(existsSync(join(folder, 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json')));
  });

  it('refuses flags that do not fit', async () => {
    const both = await run(['install', '--user', '--prefix', folder]);
    assert.equal(both.code, 1);
    assert.match(both.stderr, /got both/);
    const name = await run(['install', '--prefix', folder, '--name', '../evil']);
    assert.match(name.stderr, /^tslab-kernel: Expected a kernel name of letters/);
    const command = await run(['frobnicate']);
    assert.equal(command.stderr, `error: unknown command 'frobnicate'; expected "install"\n`);
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const unwritable = await run(['install', '--prefix', file]);
    assert.equal(unwritable.code, 1);
    assert.match(unwritable.stderr, /^tslab-kernel: Expected to be able to write .*JUPYTER_DATA_DIR\.\n$/);
    const nothing = await run([]);
    assert.equal(nothing.code, 1);
    assert.match(nothing.stderr, /--connection-file/);
  });

  it('ships a kernelspec that finds the program from its own folder', async () => {
    const packageDir = dirname(dirname(BIN));
    const resourceDir = join(packageDir, 'share', 'jupyter', 'kernels', 'tslab');
    const spec = JSON.parse(await readFile(join(resourceDir, 'kernel.json'), 'utf8'));
    assert.equal(resolve(spec.argv[1].replace('{resource_dir}', resourceDir)), BIN);
    const { files } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8'));
    assert.ok(files.includes('share'));
  });

  it('tells versions', async () => {
    const { stdout } = await run(['--version']);
    assert.match(stdout, /^tslab-kernel \d+\.\d+\.\d+ \(tslab 1\.0\.22, TypeScript 6\.0\.\d+, Node \d+/);
  });

  it('says in one sentence what is wrong with a connection file', async () => {
    const missing = await run(['--connection-file', join(folder, 'missing.json')]);
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /^tslab-kernel: Expected a Jupyter connection file at .*missing\.json/);
    await writeFile(join(folder, 'bad.json'), '{"shell_port": "x"}');
    const bad = await run(['--connection-file', join(folder, 'bad.json')]);
    assert.equal(bad.code, 1);
    assert.match(bad.stderr, /expected shell_port to be a port from 1 to 65535, got "x"/);
  });

  for (const channel of ['shell', 'control']) {
    it(`says which address is taken when the ${channel} port is in use`, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const taken = (server.address() as { port: number }).port;
      const [shell, iopub, control, stdin, hb] = await freePorts(5);
      const file = join(folder, `${channel}.json`);
      const ports = {
        shell_port: shell,
        iopub_port: iopub,
        control_port: control,
        stdin_port: stdin,
        hb_port: hb,
      };
      await writeFile(
        file,
        JSON.stringify({ ...ports, [`${channel}_port`]: taken, ip: '127.0.0.1', key: 'k' }),
      );
      const { code, stderr } = await run(['--connection-file', file]);
      server.close();
      assert.equal(code, 1);
      assert.match(
        stderr,
        new RegExp(`^tslab-kernel: The ${channel} socket cannot listen on tcp://127.0.0.1:${taken}`),
      );
      assert.equal(stderr.trim().split('\n').length, 1);
    });
  }
});
