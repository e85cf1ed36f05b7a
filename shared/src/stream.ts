import { createHash } from 'node:crypto';
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  type KinesisClient,
  ListShardsCommand,
  type Shard,
  type StreamDescriptionSummary,
  waitUntilStreamExists,
  waitUntilStreamNotExists,
} from '@aws-sdk/client-kinesis';
import type { Connection } from './connect';
import { pace } from './waiting';

/** How a stream gets its capacity: AWS adds shards as needed, or there are as many as one says. */
export type StreamCapacity =
  | { readonly mode: 'ON_DEMAND' }
  | {
      readonly mode: 'PROVISIONED';
      /** 1 MB/s and 1,000 records/s written, 2 MB/s read, each. */
      readonly shards: number;
    };

export interface EnsuredStream extends StreamDescriptionSummary {
  readonly StreamName: string;
  readonly StreamARN: string;
  readonly StreamCreationTimestamp: Date;
  /** False where a stream of this name was there already; it keeps its own capacity. */
  readonly created: boolean;
}

/**
 * Creates the stream if it is absent, and returns once it is ACTIVE (on AWS some ten to thirty seconds). A stream
 * that is just being deleted is waited for.
 *
 * @example const stream = await ensureStream(aws, 'stream1', { mode: 'PROVISIONED', shards: 2 });
 */
export async function ensureStream(
  { kinesis }: Pick<Connection, 'kinesis'>,
  name: string,
  capacity: StreamCapacity = { mode: 'ON_DEMAND' },
): Promise<EnsuredStream> {
  if ((await statusOf(kinesis, name)) === 'DELETING') await waitGone(kinesis, name);
  const created = await createUnlessThere(kinesis, name, capacity);
  await waitUntilStreamExists({ client: kinesis, ...pace(kinesis, 300) }, { StreamName: name });
  const { StreamDescriptionSummary: summary } = await kinesis.send(
    new DescribeStreamSummaryCommand({ StreamName: name }),
  );
  return { ...summary, created } as EnsuredStream;
}

/**
 * Deletes the stream and everything in it, and returns once it is gone. A stream that is not there is fine.
 *
 * @example await deleteStream(aws, 'stream1');
 */
export async function deleteStream({ kinesis }: Pick<Connection, 'kinesis'>, name: string): Promise<void> {
  try {
    await kinesis.send(new DeleteStreamCommand({ StreamName: name, EnforceConsumerDeletion: true }));
  } catch (error) {
    const status = await statusOf(kinesis, name);
    if (status && status !== 'DELETING') throw error;
  }
  await waitGone(kinesis, name);
}

/**
 * All shards of the stream, closed ones included, in the order of their numbers. The SDK has no paginator for
 * ListShards, whose later pages take the token alone.
 *
 * @example const open = (await listShards(aws, 'stream1')).filter(isOpen);
 */
export async function listShards({ kinesis }: Pick<Connection, 'kinesis'>, name: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  let token: string | undefined;
  do {
    const page = await kinesis.send(
      new ListShardsCommand(token ? { NextToken: token } : { StreamName: name }),
    );
    shards.push(...(page.Shards ?? []));
    token = page.NextToken;
  } while (token);
  return shards.sort((a, b) => String(a.ShardId).localeCompare(String(b.ShardId)));
}

/** True for a shard that takes records: a split or a merge closes it and gives it an ending sequence number. */
export function isOpen(shard: Shard): boolean {
  return !shard.SequenceNumberRange?.EndingSequenceNumber;
}

/**
 * The number between 0 and 2^128-1 to which Kinesis hashes a partition key: the MD5 of its UTF-8 bytes
 * (https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html#partition-key).
 *
 * @example hashKey('a'); // 16955237001963240173058271559858726497n
 */
export function hashKey(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey, 'utf8').digest('hex')}`);
}

/**
 * The open shard that receives a partition key's records.
 *
 * @returns undefined where no open shard's range holds the hash, which a stream never shows but mid-reshard.
 * @example shardOf('990', await listShards(aws, 'stream1'))?.ShardId;
 */
export function shardOf(partitionKey: string, shards: readonly Shard[]): Shard | undefined {
  const hash = hashKey(partitionKey);
  return shards.filter(isOpen).find(({ HashKeyRange: range }) => {
    if (!range?.StartingHashKey || !range.EndingHashKey) return false;
    return BigInt(range.StartingHashKey) <= hash && hash <= BigInt(range.EndingHashKey);
  });
}

async function createUnlessThere(
  kinesis: KinesisClient,
  name: string,
  capacity: StreamCapacity,
): Promise<boolean> {
  if (await statusOf(kinesis, name)) return false;
  try {
    await kinesis.send(
      new CreateStreamCommand({
        StreamName: name,
        StreamModeDetails: { StreamMode: capacity.mode },
        ...(capacity.mode === 'PROVISIONED' && { ShardCount: capacity.shards }),
      }),
    );
    return true;
  } catch (error) {
    // Another notebook created it between the two calls.
    if ((error as Error).name === 'ResourceInUseException') return false;
    throw error;
  }
}

async function statusOf(kinesis: KinesisClient, name: string): Promise<string | undefined> {
  try {
    const answer = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: name }));
    return answer.StreamDescriptionSummary?.StreamStatus;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function waitGone(kinesis: KinesisClient, name: string): Promise<void> {
  await waitUntilStreamNotExists({ client: kinesis, ...pace(kinesis, 300) }, { StreamName: name });
}
