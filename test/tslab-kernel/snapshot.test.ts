import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { watch } from 'node:fs';
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { compilerOf, isAlive } from './support/compiler-process.js';
import { TestKernel } from './support/kernel-client.js';

const PACKAGE = fileURLToPath(new URL('../../scripts/tslab-kernel', import.meta.url));
const PROGRAM = join(PACKAGE, 'bin', 'tslab-kernel.js');

describe('the start-up snapshot of the compiler', { skip: process.platform === 'win32' }, () => {
  /** Has a notebook's folder with a package, and a cache with a snapshot of it. */
  let root: string;
  before(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'tslab-snapshot-')));
    await mkdir(join(root, 'notebooks', 'node_modules', 'greeter'), { recursive: true });
    await writeGreeter(join(root, 'notebooks'), 'string');
    await build(join(root, 'cache'), join(root, 'notebooks'));
  });
  after(() => rm(root, { recursive: true, force: true, maxRetries: 10 }));

  const kernels: TestKernel[] = [];
  const folders: string[] = [];
  // Kernels first: one that runs may be building a snapshot in a folder, and so may what it leaves for a moment.
  afterEach(async () => {
    await Promise.all(kernels.splice(0).map((kernel) => kernel.stop()));
    for (const folder of folders.splice(0))
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  /** A folder of this test's own. */
  async function makeFolder(name: string): Promise<string> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), `tslab-${name}-`)));
    folders.push(folder);
    return folder;
  }

  async function writeGreeter(folder: string, type: string): Promise<void> {
    const files = {
      'package.json': '{ "name": "greeter", "version": "1.0.0", "main": "index.js" }',
      'index.js': 'exports.greeting = "hello";',
      'index.d.ts': `export declare const greeting: ${type};\n`,
    };
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(folder, 'node_modules', 'greeter', name), text);
    }
  }

  function build(cache: string, cwd: string, program = PROGRAM): Promise<{ stdout: string; stderr: string }> {
    const env = { ...process.env, TSLAB_KERNEL_CACHE: cache };
    return promisify(execFile)(process.execPath, [program, 'snapshot', '--import', 'greeter'], { cwd, env });
  }

  /** A cache of this test's own, with the snapshot. */
  async function copyCache(): Promise<string> {
    const cache = await makeFolder('cache');
    await cp(join(root, 'cache'), cache, { recursive: true });
    return cache;
  }

  async function snapshotsIn(cache: string): Promise<string[]> {
    return (await readdir(cache)).filter((name) => name.endsWith('.blob'));
  }

  async function start(
    cache: string,
    { cwd = join(root, 'notebooks'), program = PROGRAM } = {},
  ): Promise<TestKernel> {
    const kernel = await TestKernel.start({ cwd, program, env: { TSLAB_KERNEL_CACHE: cache } });
    kernels.push(kernel);
    return kernel;
  }

  async function greet(kernel: TestKernel): Promise<unknown> {
    const { reply, content } = await kernel
      .execute(`import { greeting } from 'greeter'; greeting.toUpperCase()`)
      .then((cell) => ({ reply: cell.reply, content: cell.content('execute_result') }));
    return content?.data?.['text/plain'] ?? reply.evalue;
  }

  it('is what the compiler starts from, and cells are checked, completed and explained as without', async () => {
    const kernel = await start(await copyCache());
    assert.equal((await compilerOf(kernel)).startedFromSnapshot, true);
    assert.equal(await greet(kernel), 'HELLO');
    const wrong = await kernel.execute('const n: number = greeting;');
    assert.match(String(wrong.reply.evalue), /Type 'string' is not assignable to type 'number'/);
    const code = 'greeting.toUpp';
    const { reply } = await kernel.request('shell', 'complete_request', { code, cursor_pos: code.length });
    assert.deepEqual(reply.matches, ['toUpperCase']);
    const explained = await kernel.request('shell', 'inspect_request', { code: 'greeting', cursor_pos: 3 });
    assert.match(String(explained.reply.data?.['text/plain']), /const greeting: string/);
    assert.equal(kernel.terminalText, '');
  });

  it('serves notebooks in another folder with the packages of that folder', async () => {
    const other = await makeFolder('other');
    await mkdir(join(other, 'node_modules', 'greeter'), { recursive: true });
    await writeGreeter(other, 'Uppercase<string>');
    const kernel = await start(await copyCache(), { cwd: other });
    assert.equal((await compilerOf(kernel)).startedFromSnapshot, true);
    const { reply } = await kernel.execute(`import { greeting } from 'greeter'; const n: number = greeting;`);
    assert.match(String(reply.evalue), /Type 'Uppercase<string>' is not assignable/);
    await writeFile(join(other, 'beside.ts'), 'export const here = 1;\n');
    const cell = await kernel.execute(
      `import { here } from './beside'; import { basename } from 'node:path'; here`,
    );
    assert.equal(cell.content('execute_result')?.data?.['text/plain'], '1');
  });

  it('does not hide that a package has changed since', async () => {
    const notebooks = await makeFolder('changed');
    await cp(join(root, 'notebooks'), notebooks, { recursive: true, preserveTimestamps: true });
    const cache = join(notebooks, 'cache');
    await build(cache, notebooks);
    await writeGreeter(notebooks, 'readonly string[]');
    const kernel = await start(cache, { cwd: notebooks });
    assert.equal((await compilerOf(kernel)).startedFromSnapshot, true);
    const { reply } = await kernel.execute(`import { greeting } from 'greeter'; const n: number = greeting;`);
    assert.match(String(reply.evalue), /Type 'readonly string\[\]' is not assignable/);
    await rm(join(notebooks, 'node_modules', 'greeter'), { recursive: true });
    const second = await start(cache, { cwd: notebooks });
    assert.match(String(await greet(second)), /Cannot find module 'greeter'/);
  });

  for (const [how, damage] of [
    ['cut short', (blob: Buffer) => blob.subarray(0, blob.length / 2)],
    ['empty', () => Buffer.alloc(0)],
    [
      'changed in its middle',
      (blob: Buffer) => Buffer.from(blob).fill(255, blob.length / 2, blob.length / 2 + 64),
    ],
    ['that of another program', () => Buffer.from('no snapshot at all')],
  ] as const) {
    it(`is thrown away where it is ${how}, and the kernel works without it`, async () => {
      const cache = await copyCache();
      const [name = ''] = await snapshotsIn(cache);
      await writeFile(join(cache, name), damage(await readFile(join(cache, name))));
      const kernel = await start(cache);
      assert.equal(await greet(kernel), 'HELLO');
      assert.equal((await compilerOf(kernel)).startedFromSnapshot, false);
      assert.deepEqual(await snapshotsIn(cache), []);
      assert.equal(kernel.terminalText, '');
    });
  }

  it('is left alone where the package has changed since, and a new one is built beside it', async () => {
    const home = await makeFolder('package');
    for (const part of ['bin', 'dist', 'types', 'share', 'package.json']) {
      await cp(join(PACKAGE, part), join(home, 'tslab-kernel', part), { recursive: true });
    }
    await symlink(join(PACKAGE, 'node_modules'), join(home, 'tslab-kernel', 'node_modules'));
    await symlink(join(PACKAGE, '..', '..', 'node_modules'), join(home, 'node_modules'));
    const program = join(home, 'tslab-kernel', 'bin', 'tslab-kernel.js');
    const cache = join(home, 'cache');
    await build(cache, join(root, 'notebooks'), program);
    assert.equal((await compilerOf(await start(cache, { program }))).startedFromSnapshot, true);

    await utimes(join(home, 'tslab-kernel', 'dist', 'compiler', 'serve.js'), new Date(), new Date());
    const kernel = await start(cache, { program });
    assert.equal(await greet(kernel), 'HELLO');
    assert.equal((await compilerOf(kernel)).startedFromSnapshot, false);
    await build(cache, join(root, 'notebooks'), program);
    assert.equal((await snapshotsIn(cache)).length, 2);
    assert.equal((await compilerOf(await start(cache, { program }))).startedFromSnapshot, true);
  });

  it('is built by itself where there is none, of what the one before was built of', async () => {
    const cache = await copyCache();
    for (const name of await snapshotsIn(cache)) await rm(join(cache, name));
    const kernel = await start(cache);
    assert.equal(await greet(kernel), 'HELLO');
    assert.equal((await compilerOf(kernel)).startedFromSnapshot, false);
    await appears(cache, '.blob');
    assert.equal((await compilerOf(await start(cache))).startedFromSnapshot, true);
    const recipe = JSON.parse(await readFile(join(cache, 'snapshot.json'), 'utf8'));
    assert.deepEqual(recipe, { imports: ['greeter'], cwd: join(root, 'notebooks') });
  });

  it('is not used, nor built, with TSLAB_KERNEL_SNAPSHOT=off', async () => {
    const env = { TSLAB_KERNEL_CACHE: await copyCache(), TSLAB_KERNEL_SNAPSHOT: 'off' };
    const kernel = await TestKernel.start({ cwd: join(root, 'notebooks'), env });
    kernels.push(kernel);
    assert.equal((await compilerOf(kernel)).startedFromSnapshot, false);
    assert.equal(await greet(kernel), 'HELLO');
  });

  it('does not make a kernel fail in a folder that nobody may write to', async () => {
    const file = join(root, 'a-file');
    await writeFile(file, '');
    const kernel = await start(join(file, 'cache'));
    assert.equal(await greet(kernel), 'HELLO');
    await assert.rejects(build(join(file, 'cache'), root), ({ stderr }: { stderr: string }) =>
      /could not be built in .*TSLAB_KERNEL_CACHE/.test(stderr),
    );
  });

  it('is refused to be built of a module that is not there, and says which', async () => {
    const env = { ...process.env, TSLAB_KERNEL_CACHE: join(root, 'unused') };
    const args = [PROGRAM, 'snapshot', '--import', 'not-there'];
    await assert.rejects(
      promisify(execFile)(process.execPath, args, { cwd: root, env }),
      ({ stderr, code }: { stderr: string; code: number }) =>
        code === 1 && /Cannot find module 'not-there'/.test(stderr) && !/\n./.test(stderr),
    );
  });
});

describe("the compiler's process", { skip: process.platform === 'win32' }, () => {
  it('starts anew where it has ended, and the cells before are not forgotten', async (t) => {
    const kernel = await TestKernel.start();
    t.after(() => kernel.stop());
    await kernel.execute(`/** @module helpers */ export const twice = (n: number) => 2 * n;`);
    await kernel.execute('const text: string = "kept";');
    const { pid } = await compilerOf(kernel);
    process.kill(pid, 'SIGKILL');
    await ended(pid);
    const first = await kernel.execute('text.length');
    const second = first.reply.status === 'ok' ? first : await kernel.execute('text.length');
    assert.equal(second.content('execute_result')?.data?.['text/plain'], '4');
    const wrong = await kernel.execute('const n: number = text;');
    assert.match(String(wrong.reply.evalue), /Type 'string' is not assignable/);
    const module = await kernel.execute(`import { twice } from './helpers'; twice(21)`);
    assert.equal(module.content('execute_result')?.data?.['text/plain'], '42');
  });

  it('ends with a kernel that is killed', async (t) => {
    const kernel = await TestKernel.start();
    t.after(() => kernel.stop());
    await kernel.execute('1');
    const { pid } = await compilerOf(kernel);
    kernel.process.kill('SIGKILL');
    await kernel.exited;
    await ended(pid);
  });

  it('does not notice an interrupt of the whole process group, and a cell that is being compiled does', async (t) => {
    const kernel = await TestKernel.start();
    t.after(() => kernel.stop());
    const { pid } = await compilerOf(kernel);
    process.kill(pid, 'SIGSTOP');
    t.after(() => isAlive(pid) && process.kill(pid, 'SIGCONT'));
    const id = kernel.sendExecute('1 + 1');
    await kernel.until(
      () => kernel.received.some(({ type, parentId }) => type === 'execute_input' && parentId === id),
      'the beginning of the cell',
    );
    kernel.send('control', 'interrupt_request');
    const { reply } = await kernel.finish(id);
    assert.equal(reply.ename, 'KeyboardInterrupt');
    process.kill(pid, 'SIGCONT');
    const next = await kernel.execute('2 + 2');
    assert.equal(next.content('execute_result')?.data?.['text/plain'], '4');
  });
});

/** Waits for a file with this ending. */
async function appears(folder: string, ending: string): Promise<void> {
  const { promise, resolve } = withResolvers();
  const look = async () => {
    if ((await readdir(folder)).some((name) => name.endsWith(ending))) resolve();
  };
  const watcher = watch(folder, () => void look());
  await look();
  await promise;
  watcher.close();
}

/** Waits until a process is gone, which nothing tells to a process that is not its parent. */
async function ended(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
