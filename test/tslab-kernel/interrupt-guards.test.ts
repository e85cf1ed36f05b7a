import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestKernel } from './support/kernel-client.js';

describe('the guards in the code of cells', () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await TestKernel.start();
  });
  after(() => kernel.stop());

  const cases: [what: string, code: string, result: string][] = [
    [
      'labels, and loops without a block',
      'let n = 0; outer: for (const a of [1, 2, 3]) for (const b of [1, 2, 3]) { if (b === 2) continue outer; n += a; } do n++; while (n < 10); n',
      '10',
    ],
    [
      'arrow functions that return objects or nothing',
      'const make = (n: number) => ({ n: Math.abs(n) }); const quiet = () => void make(1); [make(-1), quiet()]',
      '[ { n: 1 }, undefined ]',
    ],
    [
      'async arrow functions with an expression body',
      'const twice = async (n: Promise<number>) => (await n) * 2; await twice(Promise.resolve(4))',
      '8',
    ],
    [
      'this, arguments and new.target',
      'class A { m() { return [1].map(() => String(this.constructor.name)); } } function f(..._: number[]) { Math.abs(1); return [arguments.length, new.target]; } [new A().m(), f(1, 2)]',
      "[ [ 'A' ], [ 2, undefined ] ]",
    ],
    [
      'constructors of derived classes',
      'class B { constructor(public n: number) {} } class C extends B { constructor() { super(Math.max(1, 2)); } } new C().n',
      '2',
    ],
    [
      "functions with 'use strict'",
      'function strict(this: unknown) { "use strict"; Math.abs(1); return this; } strict.call(undefined) === undefined',
      'true',
    ],
    [
      'generators and their delegates',
      'function* inner() { while (true) { const x: number = yield 1; if (x) return x; } } function* outer2() { return yield* inner(); } const g = outer2(); g.next(); [g.next(0 as never), g.next(7 as never)]',
      '[ { value: 1, done: false }, { value: 7, done: true } ]',
    ],
    [
      'for await with break, over an async generator',
      'const log: unknown[] = []; async function* ticks() { try { for (let i = 0; ; i++) yield i; } finally { log.push("closed"); } } for await (const t of ticks()) { if (t === 2) break; log.push(t); } log',
      "[ 0, 1, 'closed' ]",
    ],
    [
      'for await over what the cell has only once',
      'let made = 0; const source = () => { made++; return [Promise.resolve("a"), "b"]; }; const got: string[] = []; for await (const x of source()) got.push(x); [made, got]',
      "[ 1, [ 'a', 'b' ] ]",
    ],
    [
      'awaits in arguments and conditions',
      'const v = (x: unknown) => Promise.resolve(x); [await v(1), (await v({ a: 2 }) as any).a, (await v(0)) || (await v(3))]',
      '[ 1, 2, 3 ]',
    ],
    [
      'names of its own',
      'const started = 1, loop = 2; const both = async () => [await started, loop]; await both()',
      '[ 1, 2 ]',
    ],
  ];
  for (const [what, code, result] of cases) {
    it(`change nothing about ${what}`, async () => {
      const cell = await kernel.execute(code);
      assert.equal(cell.content('execute_result')?.data?.['text/plain'], result, cell.traceback);
    });
  }

  it('keep the places of errors', async () => {
    const cell = await kernel.execute(`const fail = async (n: number) => {
  for (const x of [n]) if (x) throw new Error('here');
};
for (let i = 0; ; i++) await fail(i);`);
    const n = cell.reply.execution_count;
    assert.match(cell.traceback, new RegExp(`at fail \\(Cell\\[${n}\\]:2:37\\)\\n +at Cell\\[${n}\\]:4:30`));
  });
});
