import type { TestContext } from 'node:test';
import {
  CreateStreamCommand,
  type CreateStreamInput,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorInput,
  KinesisClient,
  type KinesisClientConfig,
  type _Record as KinesisRecord,
} from '@aws-sdk/client-kinesis';
import {
  type LimitsOption,
  type LocalAws,
  type LocalAwsOptions,
  startLocalAws,
} from '../../../scripts/local-aws/src/index.js';
import { ManualClock } from './manual-clock.js';

export const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

export interface TestServer {
  readonly aws: LocalAws;
  readonly clock: ManualClock;
  /** The SDK's default client, which speaks HTTP/2. */
  readonly kinesis: KinesisClient;
  /** The same without retries, for what is refused: the SDK tries three times where a limit is exceeded. */
  readonly once: KinesisClient;
  client(config?: KinesisClientConfig): KinesisClient;
}

/** How long transitions take on the test's clock. */
export const transitionMs = 500;

const withoutRates: LimitsOption = {
  writeBytesPerSecond: 'none',
  writeRecordsPerSecond: 'none',
  readCallsPerSecond: 'none',
  readBytesPerSecond: 'none',
  iteratorCallsPerSecond: 'none',
  subscriptionBytesPerSecond: 'none',
  subscribeCallsPerSecond: 'none',
  controlCallsPerSecond: 'none',
  creatingStreams: 'none',
};

/**
 * A server of the test's own on a free port, with a clock that the test moves; both end with the test. Unless the
 * test is about rates there are none: its clock stands still, and a second would never end.
 */
export async function startTestServer(
  t: TestContext,
  options: LocalAwsOptions & { readonly clock?: ManualClock } = {},
): Promise<TestServer> {
  const clock = options.clock ?? new ManualClock();
  const aws = await startLocalAws({ port: 0, transitionMs, limits: withoutRates, ...options, clock });
  const clients: KinesisClient[] = [];
  const client = (config: KinesisClientConfig = {}) => {
    const made = new KinesisClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials, ...config });
    clients.push(made);
    return made;
  };
  t.after(async () => {
    for (const made of clients) made.destroy();
    await aws.close();
  });
  return { aws, clock, client, kinesis: client(), once: client({ maxAttempts: 1 }) };
}

/** Creates a stream and moves the clock to where it is ACTIVE. */
export async function createActiveStream(
  { kinesis, clock }: Pick<TestServer, 'kinesis' | 'clock'>,
  input: CreateStreamInput,
): Promise<void> {
  await kinesis.send(new CreateStreamCommand(input));
  clock.advance(transitionMs);
}

export async function getIterator(kinesis: KinesisClient, input: GetShardIteratorInput): Promise<string> {
  const { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(input));
  if (!ShardIterator) throw new Error('GetShardIterator answered without an iterator');
  return ShardIterator;
}

/** Reads one shard from its start until its tip or its end. */
export async function readShard(
  kinesis: KinesisClient,
  StreamName: string,
  ShardId: string,
): Promise<KinesisRecord[]> {
  const records: KinesisRecord[] = [];
  let next: string | undefined = await getIterator(kinesis, {
    StreamName,
    ShardId,
    ShardIteratorType: 'TRIM_HORIZON',
  });
  for (let atTip = false; next && !atTip; ) {
    const answer: { NextShardIterator?: string; Records?: KinesisRecord[]; MillisBehindLatest?: number } =
      await kinesis.send(new GetRecordsCommand({ ShardIterator: next }));
    records.push(...(answer.Records ?? []));
    atTip = answer.MillisBehindLatest === 0;
    next = answer.NextShardIterator;
  }
  return records;
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export const text = ({ Data }: KinesisRecord): string => new TextDecoder().decode(Data);
