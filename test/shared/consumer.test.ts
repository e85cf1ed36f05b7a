import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { GetRecordsCommand, MergeShardsCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import {
  type ConsumedRecord,
  type ConsumeOptions,
  type Consumer,
  consume,
  deleteStream,
  ensureStream,
  LessonError,
  produce,
  type Waiting,
} from '@aws-streaming-lessons/shared';
import { type Local, openLocal } from './support/local.js';

describe('consume', () => {
  let local: Local;
  before(async () => {
    local = await openLocal();
  });
  after(() => local[Symbol.asyncDispose]());

  async function stream(name: string, shards = 2): Promise<string> {
    await ensureStream(local.aws, name, { mode: 'PROVISIONED', shards });
    return name;
  }

  /** Sends `count` records numbered from `from`. */
  async function send(name: string, from: number, count: number): Promise<void> {
    const records = Array.from({ length: count }, (_, n) => ({
      partitionKey: `${from + n}`,
      data: from + n,
    }));
    await produce(local.aws, records, { stream: name });
  }

  function open(name: string, options: Partial<ConsumeOptions> = {}): Consumer {
    return consume(local.aws, { stream: name, application: 'app', stopWhenCaughtUp: true, ...options });
  }

  async function numbers(consumer: AsyncIterable<ConsumedRecord>): Promise<number[]> {
    const all: number[] = [];
    for await (const record of consumer) all.push(record.json<number>());
    return all.sort((a, b) => a - b);
  }

  const range = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);

  it('reads all shards from the oldest record the first time, and only what is new at each run after', async () => {
    const name = await stream('resume', 3);
    await send(name, 0, 700);
    assert.deepEqual(await numbers(open(name)), range(0, 700));
    assert.deepEqual(await numbers(open(name)), []);
    await send(name, 700, 5);
    assert.deepEqual(await numbers(open(name)), range(700, 5));
    assert.deepEqual(await numbers(open(name)), []);
  });

  it('goes on after the record at which the loop was left', async () => {
    const name = await stream('break');
    await send(name, 0, 20);
    const first: number[] = [];
    for await (const record of open(name)) {
      first.push(record.json<number>());
      if (first.length === 7) break;
    }
    const rest = await numbers(open(name));
    assert.deepEqual(
      [...first, ...rest].sort((a, b) => a - b),
      range(0, 20),
    );
  });

  it('ends after maxRecords and goes on with the next', async () => {
    const name = await stream('max');
    await send(name, 0, 10);
    const consumer = open(name, { maxRecords: 4 });
    const first = await numbers(consumer);
    assert.deepEqual([consumer.count, consumer.stopReason], [4, 'MAX_RECORDS']);
    assert.deepEqual(
      [...first, ...(await numbers(open(name)))].sort((a, b) => a - b),
      range(0, 10),
    );
  });

  it('keeps the positions of two applications apart: both see every record', async () => {
    const name = await stream('two');
    await send(name, 0, 50);
    const both = await Promise.all([
      numbers(open(name, { application: 'north' })),
      numbers(open(name, { application: 'south' })),
    ]);
    assert.deepEqual(both, [range(0, 50), range(0, 50)]);
  });

  it('forgets the position in a stream that was deleted and made anew under the same name', async () => {
    const name = await stream('anew');
    await send(name, 0, 5);
    assert.equal((await numbers(open(name))).length, 5);
    await deleteStream(local.aws, name);
    await stream(name);
    await send(name, 100, 3);
    assert.deepEqual(await numbers(open(name)), range(100, 3));
  });

  it('reads everything again from TRIM_HORIZON, and from a time on what came after it', async () => {
    const name = await stream('positions');
    await send(name, 0, 3);
    const between = (await newest(name)).getTime() + 1;
    await laterThan(between);
    await send(name, 3, 2);
    assert.equal((await numbers(open(name))).length, 5);
    assert.deepEqual(await numbers(open(name, { position: 'TRIM_HORIZON' })), range(0, 5));
    assert.deepEqual(await numbers(open(name, { position: new Date(between) })), range(3, 2));
    assert.deepEqual(await numbers(open(name, { position: new Date(between).toISOString() })), range(3, 2));
  });

  it('shows with LATEST what comes from now on, and nothing of it is lost to the run after', async () => {
    const name = await stream('latest');
    await send(name, 0, 3);
    // What was put in the very millisecond of the first run would be shown by the second.
    await laterThan((await newest(name)).getTime());
    assert.deepEqual(await numbers(open(name, { position: 'LATEST' })), []);
    await send(name, 3, 4);
    assert.deepEqual(await numbers(open(name)), range(3, 4));
  });

  it('keeps the order of a key across a split and a merge, parents before children', async () => {
    const name = await stream('reshard', 1);
    const put = (from: number) => produce(local.aws, range(from, 4).map(sameKey), { stream: name });
    await put(0);
    await split(name, 'shardId-000000000000');
    await put(4);
    await local.aws.kinesis.send(
      new MergeShardsCommand({
        StreamName: name,
        ShardToMerge: 'shardId-000000000001',
        AdjacentShardToMerge: 'shardId-000000000002',
      }),
    );
    await ensureStream(local.aws, name);
    await put(8);
    const inOrder: number[] = [];
    for await (const record of open(name)) inOrder.push(record.json<number>());
    assert.deepEqual(inOrder, range(0, 12));
    assert.deepEqual(await numbers(open(name)), []);
  });

  it('goes over to the children when a shard is split under a waiting consumer', async () => {
    const name = await stream('live-split', 1);
    await send(name, 0, 5);
    const seen: number[] = [];
    const consumer = open(name, { stopWhenCaughtUp: false, pollMs: 200, maxRecords: 15, maxMs: 20_000 });
    for await (const record of consumer) {
      seen.push(record.json<number>());
      if (seen.length !== 5) continue;
      await split(name, 'shardId-000000000000');
      await send(name, 5, 10);
    }
    assert.deepEqual(
      seen.sort((a, b) => a - b),
      range(0, 15),
    );
  });

  it('tells when it has caught up, and waits for more', async () => {
    const name = await stream('waits');
    let caughtUp = 0;
    const consumer = open(name, {
      stopWhenCaughtUp: false,
      pollMs: 200,
      maxRecords: 1,
      maxMs: 20_000,
      onCaughtUp: () => {
        caughtUp += 1;
        void send(name, 0, 1);
      },
    });
    assert.deepEqual(await numbers(consumer), [0]);
    assert.equal(caughtUp, 1);
  });

  it('gives up after a time in which nothing came, counted from the last record, and tells how long it waits', async () => {
    const name = await stream('idle');
    await send(name, 0, 1);
    const waits: Waiting[] = [];
    const consumer = open(name, {
      stopWhenCaughtUp: false,
      pollMs: 200,
      maxIdleMs: 1500,
      onWaiting: (waiting) => {
        waits.push(waiting);
        if (waits.length === 2) void send(name, 1, 1);
      },
    });
    assert.deepEqual(await numbers(consumer), [0, 1]);
    assert.equal(consumer.stopReason, 'IDLE');
    assert.ok((waits.at(-1)?.idleMs ?? 0) >= 1500);
    assert.equal(waits.at(-1)?.count, 2);
    const starts = waits.filter(
      ({ idleMs }, n) => idleMs < (waits[n - 1]?.idleMs ?? Number.POSITIVE_INFINITY),
    );
    assert.deepEqual(
      starts.map(({ count }) => count),
      [1, 2],
    );
    assert.deepEqual(await numbers(open(name)), []);
  });

  it('stops at a signal while it waits, with its position saved', async () => {
    const name = await stream('abort');
    await send(name, 0, 2);
    const controller = new AbortController();
    const consumer = open(name, {
      stopWhenCaughtUp: false,
      signal: controller.signal,
      onCaughtUp: () => controller.abort(),
    });
    assert.deepEqual(await numbers(consumer), [0, 1]);
    assert.equal(consumer.stopReason, 'INTERRUPTED');
    assert.deepEqual(await numbers(open(name)), []);
  });

  it('ends when the kernel is interrupted, and lets go of the signal afterwards', async () => {
    const name = await stream('sigint');
    const before = process.listenerCount('SIGINT');
    const consumer = open(name, { stopWhenCaughtUp: false, onCaughtUp: () => void process.emit('SIGINT') });
    assert.deepEqual(await numbers(consumer), []);
    assert.equal(consumer.stopReason, 'INTERRUPTED');
    assert.equal(process.listenerCount('SIGINT'), before);
  });

  it('saves its position when the process ends in the middle of the loop', async () => {
    const name = await stream('exit');
    await send(name, 0, 6);
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', path.join(import.meta.dirname, 'support', 'exit-in-loop.ts'), name, '4'],
      {
        env: { ...process.env, ...local.env, LESSONS_TARGET: 'endpoint' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    await once(child, 'close');
    const first = printed.trim().split('\n').map(Number);
    assert.equal(first.length, 4);
    assert.deepEqual(
      [...first, ...(await numbers(open(name)))].sort((a, b) => a - b),
      range(0, 6),
    );
  });

  it('reads on when the shard answers that it was read too often', async () => {
    const name = await stream('throttled', 1);
    await send(name, 0, 3);
    let refusals = 2;
    local.aws.kinesis.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === GetRecordsCommand.name && refusals-- > 0) {
          throw Object.assign(new Error('Rate exceeded'), { name: 'ProvisionedThroughputExceededException' });
        }
        return next(args);
      },
      { step: 'initialize', name: 'throttle' },
    );
    assert.deepEqual(await numbers(open(name)), [0, 1, 2]);
    local.aws.kinesis.middlewareStack.remove('throttle');
    assert.ok(refusals < 0);
  });

  it('refuses an unknown position and a pause that AWS would refuse', () => {
    const refused = (options: Partial<ConsumeOptions>, text: RegExp) =>
      assert.throws(
        () => open('any', options),
        (error) => error instanceof LessonError && text.test(error.message),
      );
    refused({ position: 'EARLIEST' }, /CHECKPOINT, TRIM_HORIZON, LATEST .*"EARLIEST"/);
    refused({ pollMs: 100 }, /200 ms/);
  });

  it("passes on AWS's own error where there is no such stream", async () => {
    await assert.rejects(numbers(open('absent')), { name: 'ResourceNotFoundException' });
  });

  const sameKey = (n: number) => ({ partitionKey: 'one', data: n });

  async function split(name: string, shard: string): Promise<void> {
    const half = (2n ** 127n).toString();
    await local.aws.kinesis.send(
      new SplitShardCommand({ StreamName: name, ShardToSplit: shard, NewStartingHashKey: half }),
    );
    await ensureStream(local.aws, name);
  }

  async function laterThan(ms: number): Promise<void> {
    while (Date.now() <= ms + 1) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  async function newest(name: string): Promise<Date> {
    let arrival = new Date(0);
    for await (const record of open(name, { application: 'clock', position: 'TRIM_HORIZON' }))
      arrival = record.arrival;
    return arrival;
  }
});
