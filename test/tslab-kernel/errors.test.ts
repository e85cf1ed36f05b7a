import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type LocalAws, startLocalAws } from '../../scripts/local-aws/src/index.js';
import { TestKernel } from './support/kernel-client.js';

describe('errors of a cell', () => {
  let kernel: TestKernel;
  let folder: string;
  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'tslab-errors-')));
    await mkdir(join(folder, 'notebooks'));
    await writeFile(join(folder, 'library.js'), 'exports.call = (callback) => callback();\n');
    await writeFile(join(folder, 'library.d.ts'), 'export declare function call<T>(callback: () => T): T;\n');
    await writeFile(join(folder, 'notebooks', 'broken-requirer.js'), "require('nowhere');\n");
    await writeFile(join(folder, 'notebooks', 'broken-syntax.js'), 'exports.a = 1;\nconst = 2;\n');
    await writeFile(
      join(folder, 'notebooks', 'local.ts'),
      "interface Unused { a: number }\n\nexport function fail(): never {\n  throw new Error('local');\n}\n",
    );
    kernel = await TestKernel.start({ cwd: join(folder, 'notebooks') });
  });
  after(async () => {
    await kernel.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('are told in an error message and in the reply alike', async () => {
    const cell = await kernel.execute('throw new TypeError("broken")');
    const { ename, evalue, traceback, status, execution_count } = cell.reply;
    assert.equal(status, 'error');
    assert.equal(typeof execution_count, 'number');
    assert.deepEqual([ename, evalue], ['TypeError', 'broken']);
    assert.deepEqual(cell.content('error'), { ename, evalue, traceback });
    assert.equal(cell.text('stderr'), '');
  });

  it("point at the line and column of the cell's TypeScript", async () => {
    const cell = await kernel.execute(
      `interface Order { id: number; item?: { price: number } }

import { readFileSync } from 'fs';
const total = (order: Order): number => {
  return order.item!.price;
};
total({ id: 1 });`,
    );
    const n = cell.reply.execution_count;
    assert.equal(
      cell.traceback,
      `TypeError: Cannot read properties of undefined (reading 'price')
  3 | import { readFileSync } from 'fs';
  4 | const total = (order: Order): number => {
> 5 |   return order.item!.price;
    |                      ^
  6 | };
    at total (Cell[${n}]:5:22)
    at Cell[${n}]:7:1`,
    );
  });

  it('name the cell that a function comes from when another cell calls it', async () => {
    const first = await kernel.execute('function divide(a: bigint) {\n  return a / 0n;\n}');
    const second = await kernel.execute('// calls it\ndivide(1n)');
    assert.match(second.traceback, /> 2 | {3}return a \/ 0n;/);
    assert.match(second.traceback, new RegExp(`at divide \\(Cell\\[${first.reply.execution_count}\\]:2:`));
    assert.match(second.traceback, new RegExp(`at Cell\\[${second.reply.execution_count}\\]:2:1`));
  });

  it('keep the frames of what was awaited', async () => {
    const cell =
      await kernel.execute(`const wait = () => new Promise<void>((resolve) => setTimeout(resolve, 1));
const fail = async () => {
  await wait();
  throw new RangeError('later');
};
await fail();`);
    const n = cell.reply.execution_count;
    assert.match(
      cell.traceback,
      new RegExp(`at fail \\(Cell\\[${n}\\]:4:9\\)\\n +at async Cell\\[${n}\\]:6:1`),
    );
  });

  it('leave out the machinery and show paths as seen from the notebook', async () => {
    const cell = await kernel.execute(`import { call } from '../library';
call(() => {
  throw new Error('in a callback');
});`);
    assert.match(cell.traceback, /at .*call \(\.\.[\\/]library\.js:1:/);
    assert.doesNotMatch(cell.traceback, /tslab|node:|dist/);
    assert.ok(!cell.traceback.includes(folder), cell.traceback);
  });

  it('point into an imported TypeScript file', async () => {
    const cell = await kernel.execute(`import { fail } from './local';\nfail();`);
    assert.match(cell.traceback, /at fail \(local\.ts:4:9\)/);
    assert.match(cell.traceback, /> 2 \| fail\(\);/);
  });

  it('show their causes and the members of an AggregateError', async () => {
    const cell = await kernel.execute(
      `throw new Error('outer', { cause: new AggregateError([new TypeError('inner'), 'plain'], 'many') })`,
    );
    assert.match(cell.traceback, /^Error: outer$/m);
    assert.match(cell.traceback, /^Caused by: AggregateError: many$/m);
    assert.match(cell.traceback, /^Error 1: TypeError: inner$/m);
    assert.match(cell.traceback, /^Error 2: 'plain'$/m);
  });

  it('show the own fields of an error in a line', async () => {
    const cell = await kernel.execute(`class OrderError extends Error {
  constructor(message: string, readonly orderId: number, readonly items: string[]) { super(message); }
}
throw new OrderError('no stock', 7, ['a', 'b']);`);
    assert.match(cell.traceback, /^Error: no stock\n {2}\{ orderId: 7, items: \[ 'a', 'b' \] \}\n/);
    assert.doesNotMatch((await kernel.execute(`throw new Error('plain')`)).traceback, /\{/);
  });

  it("of the AWS SDK show their code, fault, status and request's id in a line, and not the rest", async () => {
    const cell = await kernel.execute(`throw Object.assign(new Error('Stream x not found.'), {
  name: 'ResourceNotFoundException', $fault: 'client', $service: 'Kinesis', $response: { statusCode: 400 },
  $metadata: { httpStatusCode: 400, requestId: 'c5a8', attempts: 3, totalRetryDelay: 120 },
})`);
    const [head, line, next] = cell.traceback.split('\n');
    assert.equal(head, 'ResourceNotFoundException: Stream x not found.');
    assert.equal(line, '  AWS: ResourceNotFoundException, client fault, HTTP 400, request c5a8, 3 attempts');
    assert.match(String(next), /^> 1 \|/);
  });

  it('of a module that is not there name it without paths of the machine', async () => {
    const cell = await kernel.execute(`require('./broken-requirer')`);
    assert.equal(cell.reply.evalue, "Cannot find module 'nowhere'");
    assert.match(cell.traceback, /at .*broken-requirer\.js:1:1/);
    assert.ok(!cell.traceback.includes(folder), cell.traceback);
  });

  it('of syntax in a loaded file show its line', async () => {
    const cell = await kernel.execute(`require('./broken-syntax')`);
    assert.match(
      cell.traceback,
      /^SyntaxError: Unexpected token '='\n {2}broken-syntax\.js:2\n> 2 \| const = 2;\n {4}\| {7}\^\n {4}at Cell\[\d+\]:1:1$/,
    );
  });

  it('end even where causes go in a circle', async () => {
    const cell = await kernel.execute(
      `const circle = new Error('round'); circle.cause = circle; throw circle`,
    );
    assert.equal(cell.reply.evalue, 'round');
  });

  it('shorten an endless recursion', async () => {
    const cell = await kernel.execute(
      'function again(n: number): number {\n  return again(n + 1);\n}\nagain(0)',
    );
    assert.equal(cell.reply.ename, 'RangeError');
    assert.match(cell.traceback, /… \d+ more of it/);
    assert.ok(cell.traceback.split('\n').length < 15, cell.traceback);
  });

  it('tell what was thrown when it is not an Error', async () => {
    for (const [code, evalue] of [
      ['throw "text"', "'text'"],
      ['throw { a: 1 }', '{ a: 1 }'],
      ['throw undefined', 'undefined'],
      ['await Promise.reject(null)', 'null'],
    ]) {
      const { reply } = await kernel.execute(String(code));
      assert.deepEqual([reply.status, reply.ename, reply.evalue], ['error', 'Uncaught', evalue]);
    }
  });

  it('of the compiler are all shown with their code lines, and the cell does not run', async () => {
    const cell = await kernel.execute(`console.log('ran');
const price: number = 'ten';
const order: { item: { price: number } } = { item: { prize: 1 } };
unknownName();`);
    const n = cell.reply.execution_count;
    assert.equal(cell.text('stdout'), '');
    assert.equal(cell.reply.ename, 'CompileError');
    assert.match(
      String(cell.reply.evalue),
      /^Cell\[\d+\]:2:7 - error TS2322: Type 'string'.*\(and 2 more\)$/,
    );
    assert.ok(
      cell.traceback.startsWith(`Cell[${n}]:2:7 - error TS2322: Type 'string' is not assignable to type 'number'.
  1 | console.log('ran');
> 2 | const price: number = 'ten';
    |       ^^^^^
  3 | const order`),
      cell.traceback,
    );
    assert.match(cell.traceback, /^Cell\[\d+\]:3:54 - error TS2561: .* Did you mean to write 'price'\?$/m);
    assert.match(cell.traceback, /^Cell\[\d+\]:4:1 - error TS2304: Cannot find name 'unknownName'\.$/m);
  });

  it('of syntax are compile errors too', async () => {
    const { reply } = await kernel.execute('const = 1');
    assert.equal(reply.ename, 'CompileError');
    assert.match(String(reply.evalue), /^Cell\[\d+\]:1:7 - error TS1134/);
  });

  it('leave the variables that the cell has set', async () => {
    await kernel.execute('const before: number = 5; throw new Error("x")');
    assert.deepEqual((await kernel.execute('before + 1')).content('execute_result')?.data, {
      'text/plain': '6',
    });
  });

  it('are mapped to TypeScript in what a cell prints of them itself', async () => {
    const cell = await kernel.execute(`interface A { a: number }\n\nconsole.log(new Error('logged').stack)`);
    assert.equal(cell.text('stdout'), `Error: logged\n    at Cell[${cell.reply.execution_count}]:3:13\n`);
  });

  it('of a top-level for await loop are errors of the loop', async () => {
    const cell = await kernel.execute(
      'for await (const n of (async function* () { yield 1; throw new Error("drained") })()) console.log(n)',
    );
    assert.equal(cell.text('stdout'), '1\n');
    assert.equal(cell.reply.evalue, 'drained');
  });
});

describe('errors that AWS answers with', () => {
  let kernel: TestKernel;
  let aws: LocalAws;
  before(async () => {
    aws = await startLocalAws({ port: 0 });
    // The SDK is found from here.
    kernel = await TestKernel.start({ cwd: import.meta.dirname });
    const { reply } = await kernel.execute(`
import { DescribeStreamCommand, KinesisClient } from '@aws-sdk/client-kinesis';
const client = new KinesisClient({
  endpoint: '${aws.endpoint}', region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
});`);
    assert.equal(reply.status, 'ok');
  });
  after(async () => {
    await kernel.stop();
    await aws.close();
  });

  it('tell what AWS says of them and where in the cell, without the frames of the SDK', async () => {
    const cell = await kernel.execute(`const describe = async () => {
  await client.send(new DescribeStreamCommand({ StreamName: 'vendas' }));
};
await describe();`);
    const n = cell.reply.execution_count;
    const [head, line, ...others] = cell.traceback.split('\n');
    assert.match(String(head), /^ResourceNotFoundException: Stream vendas under account \d+ not found\.$/);
    assert.match(
      String(line),
      /^ {2}AWS: ResourceNotFoundException, client fault, HTTP 400, request [\w-]{36}, 1 attempt$/,
    );
    assert.deepEqual(others, [
      '  1 | const describe = async () => {',
      "> 2 |   await client.send(new DescribeStreamCommand({ StreamName: 'vendas' }));",
      '    |   ^',
      '  3 | };',
      `    at async describe (Cell[${n}]:2:3)`,
      `    at async Cell[${n}]:4:1`,
    ]);
  });
});
