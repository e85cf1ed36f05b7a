import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordCommand,
  PutRecordsCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ensureBackground, stopBackground } from 'local-aws/background';
import type { GroupResult, Row, Unit } from './result.ts';

const protocols = ['HTTP/2', 'HTTP/1.1'] as const;
type Protocol = (typeof protocols)[number];

const rows = {
  single: ['PutRecord, one after the other', 'ms'],
  batches: ['PutRecords of 500', 'records/s'],
  reads: ['GetRecords of 1,000', 'records/s'],
} as const satisfies Record<string, readonly [what: string, unit: Unit]>;
type Values = Record<keyof typeof rows, readonly number[]>;

/** Kinesis on two shards with records of 130 bytes, the server in a process of its own. */
export async function measureLocalAws(runs: number): Promise<GroupResult> {
  const homeDir = await mkdtemp(path.join(os.tmpdir(), 'bench-'));
  const end = async () => {
    await stopBackground({ homeDir });
    await rm(homeDir, { recursive: true, force: true });
  };
  // It runs in the background, where Ctrl-C does not reach it.
  const interrupt = () => void end().finally(() => process.exit(130));
  process.once('SIGINT', interrupt);
  try {
    const { endpoint } = await ensureBackground({ homeDir, port: 0 });
    const measured = new Map<Protocol, Values>();
    for (const protocol of protocols) measured.set(protocol, await overProtocol(endpoint, protocol, runs));
    return {
      name: 'local-aws',
      title: 'local-aws: records of 130 bytes on two shards',
      about: [
        'PutRecord: 500 calls after 200 that do not count.',
        `PutRecords and GetRecords: ${runs} rounds, eight calls under way at a time.`,
      ],
      columns: protocols,
      rows: toRows(measured),
    };
  } finally {
    process.off('SIGINT', interrupt);
    await end();
  }
}

function toRows(measured: ReadonlyMap<Protocol, Values>): Row[] {
  return (Object.keys(rows) as (keyof typeof rows)[]).map((key) => {
    const [what, unit] = rows[key];
    const columns = [...measured].map(([protocol, values]) => [protocol, { values: values[key] }]);
    return { what, unit, measured: Object.fromEntries(columns), verdicts: [] };
  });
}

async function overProtocol(endpoint: string, protocol: Protocol, runs: number): Promise<Values> {
  const client = new KinesisClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    ...(protocol === 'HTTP/1.1' && { requestHandler: new NodeHttpHandler() }),
  });
  try {
    return await measureCalls(client, `bench-${protocol.replace(/\W/g, '')}`, runs);
  } finally {
    client.destroy();
  }
}

async function measureCalls(client: KinesisClient, StreamName: string, runs: number): Promise<Values> {
  await client.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }));
  await waitUntilStreamExists({ client, minDelay: 0.1, maxDelay: 1, maxWaitTime: 10 }, { StreamName });
  const Data = Buffer.alloc(130, 'x');
  const one = async (n: number) =>
    client.send(new PutRecordCommand({ StreamName, Data, PartitionKey: `${n}` }));
  const Records = Array.from({ length: 500 }, (_, n) => ({ Data, PartitionKey: `${n}` }));
  const batch = async () => client.send(new PutRecordsCommand({ StreamName, Records }));

  await repeat(200, one);
  const single = await repeat(500, one);
  await repeat(20, batch);
  const batches = await rates(runs, 60, 500, batch);
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({
      StreamName,
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  const reads = await rates(runs, 20, 1_000, async () => {
    await client.send(new GetRecordsCommand({ ShardIterator, Limit: 1_000 }));
  });
  return { single, batches, reads };
}

/** Milliseconds of each of `times` calls. */
async function repeat(times: number, call: (n: number) => Promise<unknown>): Promise<number[]> {
  const values: number[] = [];
  for (let n = 0; n < times; n++) {
    const startedAt = performance.now();
    await call(n);
    values.push(performance.now() - startedAt);
  }
  return values;
}

/** Records a second in each of some rounds of `times` calls, eight of them under way at a time. */
async function rates(
  rounds: number,
  times: number,
  recordsEach: number,
  call: () => Promise<unknown>,
): Promise<number[]> {
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    let left = times;
    const worker = async () => {
      while (left-- > 0) await call();
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    values.push((times * recordsEach * 1_000) / (performance.now() - startedAt));
  }
  return values;
}
