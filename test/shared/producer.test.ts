import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PutRecordsCommandInput, PutRecordsCommandOutput } from '@aws-sdk/client-kinesis';
import {
  type Connection,
  connect,
  consume,
  ensureStream,
  LessonError,
  produce,
  RecordsNotSentError,
} from '@aws-streaming-lessons/shared';
import { type Local, openLocal } from './support/local.js';

type Refuse = (partitionKey: string, request: number) => boolean;

/**
 * A client of its own, whose PutRecords answers have refused entries: they are kept from the server, as a throttled
 * shard would keep them, and the server's answer is filled up with AWS's error for them.
 */
async function throttled(local: Local, refuse: Refuse) {
  const aws = await connect({ env: local.env, envFile: 'none', log: () => {} });
  const requests: string[][] = [];
  aws.kinesis.middlewareStack.add(
    (next) => async (args) => {
      const input = args.input as PutRecordsCommandInput;
      const entries = input.Records ?? [];
      requests.push(entries.map(({ PartitionKey = '' }) => PartitionKey));
      const taken = entries.map(({ PartitionKey = '' }) => !refuse(PartitionKey, requests.length));
      const passed = entries.filter((_, index) => taken[index]);
      if (passed.length === 0) return { response: {}, output: answer(taken, []) };
      const result = await next({ ...args, input: { ...input, Records: passed } });
      return { ...result, output: answer(taken, (result.output as PutRecordsCommandOutput).Records ?? []) };
    },
    { step: 'initialize' },
  );
  return { aws, requests };
}

function answer(taken: readonly boolean[], results: NonNullable<PutRecordsCommandOutput['Records']>) {
  const queue = [...results];
  const refused = { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'Rate exceeded' };
  return {
    $metadata: {},
    FailedRecordCount: taken.filter((is) => !is).length,
    Records: taken.map((is) => (is ? queue.shift() : refused)),
  } as PutRecordsCommandOutput;
}

async function readAll(aws: Connection, stream: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { partitionKey } of consume(aws, {
    stream,
    application: 'reader',
    position: 'TRIM_HORIZON',
    stopWhenCaughtUp: true,
  })) {
    keys.push(partitionKey);
  }
  return keys;
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ partitionKey: `${n}`, data: { n } }));

describe('produce', () => {
  let local: Local;
  before(async () => {
    local = await openLocal();
  });
  after(() => local[Symbol.asyncDispose]());

  async function stream(name: string): Promise<string> {
    await ensureStream(local.aws, name, { mode: 'PROVISIONED', shards: 2 });
    return name;
  }

  it('sends 1,201 records in three requests and counts them by shard', async () => {
    const result = await produce(local.aws, numbered(1_201), { stream: await stream('many') });
    assert.deepEqual([result.sent, result.requests, result.retried, result.stopped], [1_201, 3, 0, false]);
    assert.equal(
      [...result.shards.values()].reduce((sum, n) => sum + n, 0),
      1_201,
    );
    assert.equal((await readAll(local.aws, 'many')).length, 1_201);
  });

  it('keeps requests below five MiB', async () => {
    const large = Array.from({ length: 12 }, (_, n) => ({
      partitionKey: `${n}`,
      data: Buffer.alloc(900_000, n),
    }));
    await using fast = await openLocal({ writeBytesPerSecond: 'none' });
    await ensureStream(fast.aws, 'large', { mode: 'PROVISIONED', shards: 2 });
    const { requests } = await produce(fast.aws, large, { stream: 'large' });
    assert.equal(requests, 3);
  });

  it('gets everything through a shard that refuses what is too much for a second', async () => {
    await using narrow = await openLocal({ writeRecordsPerSecond: 300 });
    await ensureStream(narrow.aws, 'narrow', { mode: 'PROVISIONED', shards: 1 });
    const result = await produce(narrow.aws, numbered(700), { stream: 'narrow' });
    assert.equal(result.sent, 700);
    assert.ok(result.retried > 0);
    const read = await readAll(narrow.aws, 'narrow');
    assert.deepEqual(
      read.map(Number).sort((a, b) => a - b),
      Array.from({ length: 700 }, (_, n) => n),
    );
  });

  it('takes an asynchronous generator and reports progress', async () => {
    async function* source() {
      for (const record of numbered(600)) yield record;
    }
    const seen: number[] = [];
    await produce(local.aws, source(), {
      stream: await stream('generator'),
      onProgress: ({ sent }) => seen.push(sent),
    });
    assert.deepEqual(seen, [500, 600]);
  });

  it('sends again the refused entries and no others', async () => {
    const name = await stream('partial');
    const { aws, requests } = await throttled(local, (key, request) => request <= 2 && Number(key) % 4 === 0);
    const result = await produce(aws, numbered(8), { stream: name, backOffMs: 1 });
    assert.deepEqual(
      requests.map((keys) => keys.join()),
      ['0,1,2,3,4,5,6,7', '0,4', '0,4'],
    );
    assert.deepEqual([result.sent, result.retried], [8, 4]);
    assert.deepEqual((await readAll(local.aws, name)).sort(), ['0', '1', '2', '3', '4', '5', '6', '7']);
    aws.close();
  });

  it('gives up after maxAttempts and hands back what was not sent', async () => {
    const name = await stream('hopeless');
    const { aws, requests } = await throttled(local, (key) => key === '3');
    const error = await produce(aws, numbered(5), { stream: name, maxAttempts: 3, backOffMs: 1 }).then(
      () => assert.fail('it claimed success'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof RecordsNotSentError);
    assert.deepEqual([error.sent, error.unsent.map(({ PartitionKey }) => PartitionKey)], [4, ['3']]);
    assert.match(
      error.message,
      /^1 registro\(s\) .*ProvisionedThroughputExceededException.*: reduza o ritmo .* e envie de novo\.$/,
    );
    assert.equal(requests.length, 3);
    aws.close();
  });

  it('says at once that there is no such stream, and nothing of the pace', async () => {
    await assert.rejects(
      produce(local.aws, numbered(1), { stream: 'absent' }),
      /ResourceNotFoundException.*: confira o nome do stream, ou crie-o antes, e envie de novo\.$/,
    );
  });

  it('refuses what no request can carry, and says what the limit is', async () => {
    const name = await stream('refused');
    const attempt = (partitionKey: string, data: unknown) =>
      produce(local.aws, [{ partitionKey, data }], { stream: name });
    await assert.rejects(
      attempt('', 'x'),
      (error) => error instanceof LessonError && /1 a 256/.test(error.message),
    );
    await assert.rejects(attempt('k', Buffer.alloc(1024 * 1024)), /1048577 bytes/);
    await assert.rejects(attempt('k', undefined), /JSON/);
  });

  it('stops at a signal without sending the rest', async () => {
    const controller = new AbortController();
    async function* endless() {
      for (let n = 0; ; n++) yield { partitionKey: `${n}`, data: n };
    }
    const result = await produce(local.aws, endless(), {
      stream: await stream('endless'),
      signal: controller.signal,
      onProgress: ({ sent }) => sent >= 1_000 && controller.abort(),
    });
    assert.deepEqual([result.sent, result.stopped], [1_000, true]);
  });
});
