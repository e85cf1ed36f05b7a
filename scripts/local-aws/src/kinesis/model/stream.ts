import type { StreamMode, StreamStatus } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import { isOpen, type Shard, shardIdOf, shardIndexOf } from './shard.js';

/** What is under way while a stream is not ACTIVE. Kept with the stream, so that a restart takes it up. */
export type Transition = { readonly dueAtMs: number } & (
  | { readonly kind: 'create'; readonly shardCount: number }
  | { readonly kind: 'delete' }
  | { readonly kind: 'split'; readonly shard: number; readonly newStartingHashKey: bigint }
  | { readonly kind: 'merge'; readonly lower: number; readonly upper: number }
  /** Each of these shards is split in the middle. */
  | { readonly kind: 'grow'; readonly shards: readonly number[] }
);

/** A stream, as it is kept on disk. Never changed in place: a change is a new value. */
export interface Stream {
  /** Unlike the name, never used again: records are kept under it. */
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly mode: StreamMode;
  readonly status: StreamStatus;
  readonly transition?: Transition;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  readonly retentionHours: number;
  /** What arrived before is gone even if retention was raised since: expired data never returns. Milliseconds. */
  readonly trimmedBeforeMs: number;
  /** Bytes of data and partition key that one record may have. */
  readonly maxRecordBytes: number;
  /** By rising index; open and closed ones. */
  readonly shards: readonly Shard[];
  readonly nextShardIndex: number;
  readonly tags: Readonly<Record<string, string>>;
}

export const streamArn = ({ region, accountId, name }: Stream): string =>
  `arn:aws:kinesis:${region}:${accountId}:stream/${name}`;

/** Milliseconds since the epoch; what arrived before is gone. */
export const trimHorizon = (stream: Stream, nowMs: number): number =>
  Math.max(nowMs - stream.retentionHours * 3_600_000, stream.trimmedBeforeMs);

/** All but those closed so long ago that their last record is gone. */
export const listedShards = (stream: Stream, nowMs: number): readonly Shard[] =>
  stream.shards.filter(
    ({ closedAtMs }) => closedAtMs === undefined || closedAtMs >= trimHorizon(stream, nowMs),
  );

export const openShards = (stream: Stream): readonly Shard[] => stream.shards.filter(isOpen);

export const childrenOf = (stream: Stream, parent: Shard): readonly Shard[] =>
  stream.shards.filter(({ parents }) => parents.includes(parent.index));

const routes = new WeakMap<Stream, readonly Shard[]>();

/** The open shard whose range holds the hash key. Open shards always cover all hash keys. */
export function shardForHashKey(stream: Stream, hashKey: bigint): Shard {
  let sorted = routes.get(stream);
  if (!sorted) {
    sorted = [...openShards(stream)].sort((a, b) => (a.range.start < b.range.start ? -1 : 1));
    routes.set(stream, sorted);
  }
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (hashKey >= (sorted[middle]?.range.start ?? 0n)) low = middle;
    else high = middle - 1;
  }
  const shard = sorted[low];
  if (!shard) throw new Error(`stream ${stream.name} has no open shard`);
  return shard;
}

export const streamNotFound = (name: string, accountId: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Stream ${name} under account ${accountId} not found.`);

/** Control operations take one stream at a time, and only when nothing else is under way. */
export function requireActive(stream: Stream): void {
  if (stream.status === 'ACTIVE') return;
  throw new AwsError(
    'ResourceInUseException',
    `Stream ${stream.name} under account ${stream.accountId} not ACTIVE, instead in state ${stream.status}`,
  );
}

/** Records go in and out while shards change, but not before the stream exists, nor once it is going. */
export function requireUsable(stream: Stream): void {
  if (stream.status !== 'ACTIVE' && stream.status !== 'UPDATING')
    throw streamNotFound(stream.name, stream.accountId);
}

export function requireProvisioned(stream: Stream, action: string): void {
  if (stream.mode === 'PROVISIONED') return;
  throw new AwsError(
    'ValidationException',
    `${action} works on streams in the PROVISIONED mode only; stream ${stream.name} under account ${stream.accountId} is ON_DEMAND, which manages its shards itself.`,
  );
}

/** The open shard of that id, for the operations that change shards. */
export function requireOpenShard(stream: Stream, shardId: string): Shard {
  const index = shardIndexOf(shardId);
  const shard = stream.shards.find((candidate) => candidate.index === index);
  if (!shard)
    throw new AwsError(
      'ResourceNotFoundException',
      `Could not find shard ${index === undefined ? shardId : shardIdOf(index)} in stream ${stream.name} under account ${stream.accountId}.`,
    );
  if (isOpen(shard)) return shard;
  throw new AwsError(
    'InvalidArgumentException',
    `Shard ${shardIdOf(shard.index)} in stream ${stream.name} under account ${stream.accountId} is closed; only open shards can be split or merged.`,
  );
}

/** The shard of that id, open or closed, for the operations that read. */
export function requireListedShard(stream: Stream, shardId: string, nowMs: number): Shard {
  const index = shardIndexOf(shardId);
  const shard = listedShards(stream, nowMs).find((candidate) => candidate.index === index);
  if (shard) return shard;
  throw new AwsError(
    'ResourceNotFoundException',
    `Shard ${index === undefined ? shardId : shardIdOf(index)} in stream ${stream.name} under account ${stream.accountId} does not exist`,
  );
}
