import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { TestKernel } from './support/kernel-client.js';

// On Windows the descriptors are left as they are.
describe('what is written past the console', { skip: process.platform === 'win32' }, () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await TestKernel.start();
    await kernel.execute(`
      import { spawn, spawnSync } from 'child_process';
      import { writeSync } from 'fs';
      const node = (code: string) => [process.execPath, ['-e', code], { stdio: 'inherit' }] as const;`);
  });
  after(() => kernel.stop());

  const shown = (cell: Awaited<ReturnType<TestKernel['execute']>>) =>
    cell.messages
      .filter(({ type }) => type !== 'execute_input')
      .map(({ content }) => `${content.name ?? ''}:${content.text ?? content.data?.['text/plain']}`);

  it('arrives in order with what is logged and shown around it', async () => {
    const cell = await kernel.execute(`
      console.log('a');
      writeSync(1, 'b\\n');
      console.error('c');
      writeSync(2, 'd\\n');
      display('e');
      writeSync(1, 'f\\n');
      undefined;`);
    const expected = ['stdout:a\n', 'stdout:b\n', 'stderr:c\n', 'stderr:d\n', ':e', 'stdout:f\n'];
    assert.deepEqual(shown(cell), expected);
  });

  it('arrives from a child process that inherits the streams, before the reply', async () => {
    const cell = await kernel.execute(`
      console.log('before');
      spawnSync(...node('console.log("é child"); console.error("child err")'));
      console.log('after');`);
    assert.equal(cell.text('stdout'), 'before\né child\nafter\n');
    assert.equal(cell.text('stderr'), 'child err\n');
  });

  it('arrives as a child writes it, while the cell awaits the child', async () => {
    const id = kernel.sendExecute(`
      const child = spawn(process.execPath, ['-e', 'console.log("one"); process.on("message", (m) => { console.log(m); process.exit(); })'], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      process.once('SIGUSR2', () => child.send('two'));
      await new Promise((resolve) => child.once('exit', resolve));
      undefined;`);
    await kernel.printed(id, 'one\n');
    kernel.process.kill('SIGUSR2');
    assert.equal((await kernel.finish(id)).text('stdout'), 'one\ntwo\n');
  });

  it('arrives after the end of the cell, from a child that lives on', async () => {
    const id = kernel.sendExecute(`
      spawn(process.execPath, ['-e', 'setTimeout(() => console.log("late child"), 200)'], { stdio: 'inherit' });
      undefined;`);
    await kernel.finish(id);
    await kernel.printed(id, 'late child\n');
  });

  it('arrives complete when a child writes much', async () => {
    const cell = await kernel.execute(
      `spawnSync(...node('for (let i = 0; i < 100000; i++) console.log(i)')); undefined`,
    );
    const expected = Array.from({ length: 100_000 }, (_, index) => `${index}\n`).join('');
    assert.ok(cell.text('stdout') === expected, 'the text differs from what the child wrote');
  });

  it('leaves no file behind', async () => {
    const prefix = 'tslab-kernel-';
    const other = await TestKernel.start();
    await other.execute(`import { writeSync } from 'fs'; writeSync(1, 'x'); undefined`);
    const folders = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
    const files = await Promise.all(folders.map((name) => readdir(`${tmpdir()}/${name}`).catch(() => [])));
    assert.deepEqual(
      files.flat().filter((name) => name === 'stdout' || name === 'stderr'),
      [],
    );
    await other.stop();
  });

  it('goes to the terminal when the process dies of it', async () => {
    const other = await TestKernel.start();
    other.sendExecute(`import { writeSync } from 'fs'; writeSync(2, 'last words\\n'); process.abort();`);
    assert.equal(await other.exited, 'SIGABRT');
    await other.terminalContains('last words');
    await other.stop();
  });

  it('goes to the terminal where TSLAB_KERNEL_CAPTURE is 0', async () => {
    const other = await TestKernel.start({ env: { TSLAB_KERNEL_CAPTURE: '0' } });
    const cell = await other.execute(
      `import { writeSync } from 'fs'; writeSync(1, 'terminal\\n'); undefined`,
    );
    assert.equal(cell.text('stdout'), '');
    await other.terminalContains('terminal\n');
    const end = await other.execute(`for await (const chunk of process.stdin) console.log(chunk); 'end'`);
    assert.equal(end.content('execute_result')?.data?.['text/plain'], 'end');
    await other.stop();
  });
});
