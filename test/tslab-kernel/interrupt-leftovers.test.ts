import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { TestKernel } from './support/kernel-client.js';

/** Long enough for whatever goes on to be seen; a loop of these tests takes 10 ms a round. */
const LATER_MS = 300;

describe('an interrupted cell', () => {
  let kernel: TestKernel;
  let folder: string;
  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'tslab-interrupt-')));
    await writeFile(join(folder, 'local.ts'), 'export function spin(): void {\n  for (;;) {}\n}\n');
    kernel = await TestKernel.start({ cwd: folder });
    await kernel.execute(`
      import http from 'http';
      import { setTimeout as sleep } from 'timers/promises';
      import { promisify } from 'util';
      const seen = { rounds: 0, requests: 0 };
      const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
      const server = http.createServer((_, response) => {
        seen.requests++;
        setTimeout(() => response.end('ok'), 10);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = 'http://127.0.0.1:' + (server.address() as any).port;
      const get = () => new Promise<void>((resolve, reject) => {
        http.get(url, (response) => response.resume().on('end', resolve)).on('error', reject);
      });`);
  });
  after(async () => {
    await kernel.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const interrupt = async () => {
    assert.deepEqual((await kernel.request('control', 'interrupt_request')).reply, { status: 'ok' });
  };
  const look = async () => (await kernel.execute('JSON.stringify(seen)')).content('execute_result')?.data;

  /** Interrupts a cell once it has printed `ready`, and returns all that came of it, also later. */
  const interruptCell = async (code: string) => {
    const id = kernel.sendExecute(code);
    await kernel.printed(id, 'ready');
    await interrupt();
    const cell = await kernel.finish(id);
    assert.equal(cell.reply.ename, 'KeyboardInterrupt', cell.traceback);
    const atOnce = await look();
    await kernel.execute(`await pause(${LATER_MS})`);
    assert.deepEqual(await look(), atOnce, 'it has gone on');
    const messages = kernel.received.filter(
      ({ parentId, channel }) => parentId === id && channel === 'iopub',
    );
    assert.equal(messages.at(-1)?.content.execution_state, 'idle', 'it has printed something later');
    return cell;
  };

  const spinning = {
    'after an await': 'await pause(1); console.log("ready"); while (true) seen.rounds++;',
    'in a recursion':
      'const fib = (n: number): number => n < 2 ? n : fib(n - 1) + fib(n - 2); await pause(1); console.log("ready"); fib(80);',
    'without a block': 'await pause(1); console.log("ready"); for (;;);',
    'in do … while': 'await pause(1); console.log("ready"); do seen.rounds++; while (true)',
    'under a label': 'await pause(1); console.log("ready"); again: for (;;) { for (;;) continue again; }',
    'over a generator':
      'await pause(1); console.log("ready"); for (const _ of (function* () { while (true) yield 1; })());',
    'in microtasks': 'await pause(1); console.log("ready"); while (true) await null;',
    'in promise callbacks':
      'const again = (): Promise<void> => Promise.resolve().then(again); await pause(1); console.log("ready"); await again();',
    'and catches everything':
      'await pause(1); console.log("ready"); while (true) { try { while (true) seen.rounds++; } catch {} }',
    'in a timer':
      'setTimeout(() => { console.log("ready"); while (true) seen.rounds++; }, 1); await new Promise(() => {});',
    'in an imported TypeScript file':
      'import { spin } from "./local"; await pause(1); console.log("ready"); spin();',
  };
  for (const [where, code] of Object.entries(spinning)) {
    it(`ends where it spins ${where}`, async () => {
      await interruptCell(code);
    });
  }

  const waiting = {
    'a sleep in a loop': 'while (true) { await pause(10); seen.rounds++; }',
    'a loop that catches everything':
      'while (true) { try { await pause(10); seen.rounds++; console.log("x"); } catch {} }',
    'a loop that nobody awaits':
      '(async () => { while (true) { await pause(10); console.log(seen.rounds++); } })(); await new Promise(() => {});',
    'an interval': 'setInterval(() => console.log(seen.rounds++), 10); await new Promise(() => {});',
    immediates:
      'const next = () => { seen.rounds++; setImmediate(next); }; next(); await new Promise(() => {});',
    'requests of node:http': 'while (true) { await get(); seen.rounds++; }',
    'requests that are tried again': 'while (true) { try { await get(); } catch {} }',
    'requests by callbacks':
      'const poll = (): Promise<void> => get().catch(() => {}).then(poll); await poll();',
    fetch: 'while (true) { await (await fetch(url)).text(); seen.rounds++; }',
    'fetch by callbacks':
      'const poll2 = (): Promise<void> => fetch(url).then(() => {}, () => {}).then(poll2); await poll2();',
    'setInterval of node:timers/promises':
      'import { setInterval as ticks } from "timers/promises"; for await (const _ of ticks(10)) seen.rounds++;',
  };
  for (const [what, code] of Object.entries(waiting)) {
    it(`leaves nothing behind of ${what}`, async () => {
      await interruptCell(`setTimeout(() => console.log('ready'), 30); ${code}`);
    });
  }

  it('runs its finally blocks, which may await and print', async () => {
    for (const wait of ['pause(1e6)', 'sleep(1e6)', 'promisify(setTimeout)(1e6)']) {
      const cell = await interruptCell(`
        try {
          setTimeout(() => console.log('ready'), 1);
          await ${wait};
          console.log('not reached');
        } finally {
          await sleep(5);
          await pause(5);
          console.log('saved');
        }`);
      assert.equal(cell.text('stdout'), 'ready\nsaved\n');
    }
  });

  it('is told by cellSignal, which libraries find without an import', async () => {
    const cell = await interruptCell(`
      const signal: AbortSignal = (globalThis as any)[Symbol.for('Jupyter.signal')];
      console.log(signal === cellSignal, signal.aborted);
      signal.addEventListener('abort', () => console.log(signal.reason.name + ': ' + signal.reason.message));
      console.log('ready');
      await new Promise(() => {});`);
    const n = cell.reply.execution_count;
    assert.equal(cell.text('stdout'), `true false\nready\nAbortError: Cell[${n}] was interrupted\n`);
  });

  it('does not take the servers of earlier cells with it', async () => {
    await interruptCell(`setTimeout(() => console.log('ready'), 10); await pause(1e6);`);
    const { content } = await kernel.execute('await (await fetch(url)).text()');
    assert.deepEqual(content('execute_result')?.data, { 'text/plain': 'ok' });
  });

  it('is interrupted once however often it is asked, and the next cell is not', async () => {
    const id = kernel.sendExecute('setTimeout(() => console.log("ready"), 1); await new Promise(() => {})', {
      stop_on_error: false,
    });
    const next = kernel.sendExecute('await pause(100); "next"');
    await kernel.printed(id, 'ready');
    for (let index = 0; index < 3; index += 1) kernel.send('control', 'interrupt_request');
    assert.equal((await kernel.finish(id)).reply.ename, 'KeyboardInterrupt');
    assert.equal((await kernel.finish(next)).reply.status, 'ok');
  });

  it('and no other one is interrupted, at whatever moment of its life that comes', async () => {
    for (let index = 0; index < 25; index += 1) {
      const ids = Array.from({ length: 4 }, () =>
        kernel.sendExecute(`for (let i = 0; i < 1e5; i++); await null; ${index}`, { stop_on_error: false }),
      );
      const first = await kernel.finish(String(ids[index % 3]));
      assert.equal(first.reply.status, 'ok');
      await interrupt();
      const cells = await Promise.all(ids.map((id) => kernel.finish(id)));
      const interrupted = cells.filter(({ reply }) => reply.status === 'error');
      assert.ok(interrupted.length <= 1, `${interrupted.length} cells were interrupted`);
      for (const { reply } of interrupted) assert.equal(reply.ename, 'KeyboardInterrupt');
    }
    assert.equal((await kernel.execute('for (let i = 0; i < 10; i++) await null; 1')).reply.status, 'ok');
  });
});

describe('an interrupt while no cell runs', () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await TestKernel.start();
    await kernel.execute(`
      const seen = { rounds: 0 };
      const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));`);
  });
  after(() => kernel.stop());

  const ways: Record<string, () => unknown> = {
    'by message': () => kernel.request('control', 'interrupt_request'),
    ...(process.platform !== 'win32' && { 'by signal': () => kernel.interruptBySignal() }),
  };
  for (const [way, interrupt] of Object.entries(ways)) {
    it(`${way} ends what earlier cells have left running, and lets go of nothing else`, async () => {
      const ids = [
        `setInterval(() => { seen.rounds++; console.log('running'); }, 5); undefined`,
        `(async () => { while (true) { await pause(5); seen.rounds++; console.log('running'); } })(); undefined`,
        `(async () => {
          while (true) { try { await pause(5); seen.rounds++; console.log('running'); } catch {} }
        })(); undefined`,
        `import { createServer } from 'http';
        const server = createServer(async (_, response) => {
          for (let i = 0; i < 3; i++) await pause(1);
          console.log('served');
          response.end('still here');
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));`,
      ].map((code) => kernel.sendExecute(code));
      for (const id of ids) await kernel.finish(id);
      for (const id of ids.slice(0, 3)) await kernel.printed(id, 'running');
      const told = kernel.sendExecute(`process.once('SIGINT', () => console.log('told')); undefined`);
      await kernel.finish(told);
      await interrupt();
      await kernel.printed(told, 'told');
      const { content } = await kernel.execute(
        'const before = seen.rounds; await pause(200); seen.rounds - before',
      );
      assert.deepEqual(content('execute_result')?.data, { 'text/plain': '0' });
      const served = await kernel.execute(
        `await (await fetch('http://127.0.0.1:' + (server.address() as any).port)).text()`,
      );
      assert.deepEqual(served.content('execute_result')?.data, { 'text/plain': 'still here' });
      await kernel.printed(String(ids[3]), 'served');
    });
  }

  it('ends a timer of an earlier cell that spins', async () => {
    const id = kernel.sendExecute(`
      setTimeout(() => { console.log('spinning'); while (true) seen.rounds++; }, 20); undefined`);
    await kernel.printed(id, 'spinning');
    await kernel.request('control', 'interrupt_request');
    assert.equal((await kernel.execute('1')).reply.status, 'ok');
  });
});
