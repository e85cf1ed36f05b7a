import type {
  ChildShard,
  MetricsName,
  RecordDistributionStrategy,
  StreamMode,
  StreamStatus,
} from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import { hashKeyDigits } from './hash-range.js';
import { isOpen, type Shard, shardIdOf, shardIndexOf, wireRange } from './shard.js';
import type { DailyPeak } from './write-peaks.js';

/** What is under way while a stream is not ACTIVE. Kept with the stream, so that a restart takes it up. */
export type Transition = { readonly dueAtMs: number } & (
  | { readonly kind: 'create'; readonly shardCount: number }
  | { readonly kind: 'delete' }
  | { readonly kind: 'split'; readonly shard: number; readonly newStartingHashKey: bigint }
  | { readonly kind: 'merge'; readonly lower: number; readonly upper: number }
  /** Each of these shards is split in the middle. */
  | { readonly kind: 'grow'; readonly shards: readonly number[] }
  /** New settings, and a new number of open shards of equal width. */
  | { readonly kind: 'update'; readonly settings: Partial<StreamSettings>; readonly shardCount?: number }
);

/** What a transition may change, at its end. */
export interface StreamSettings {
  readonly mode: StreamMode;
  /** Bytes of data and partition key that one record may have. */
  readonly maxRecordBytes: number;
  /** Server-side encryption by KMS; undefined where it is off. */
  readonly encryption?: { readonly keyId: string } | undefined;
  /** Enhanced monitoring. */
  readonly shardLevelMetrics?: readonly MetricsName[];
  /** What an on-demand stream was asked to take at once, whatever it has taken so far. */
  readonly warmThroughputMiBps?: number;
  /** Of an on-demand stream: who says which shard a record goes to. Undefined is AWS's default, the partition key. */
  readonly recordDistributionStrategy?: RecordDistributionStrategy | undefined;
}

/** A stream, as it is kept on disk. Never changed in place: a change is a new value. */
export interface Stream extends StreamSettings {
  /** Unlike the name, never used again: records are kept under it. */
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly status: StreamStatus;
  readonly transition?: Transition;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  readonly retentionHours: number;
  /** What arrived before is gone even if retention was raised since: expired data never returns. Milliseconds. */
  readonly trimmedBeforeMs: number;
  /** By rising index; open and closed ones. */
  readonly shards: readonly Shard[];
  readonly nextShardIndex: number;
  readonly tags: Readonly<Record<string, string>>;
  /** A resource policy, as it was put. */
  readonly policy?: string | undefined;
  /** What an on-demand stream has taken at most, by day: its room goes by it. */
  readonly writePeaks?: readonly DailyPeak[];
  /** When each action was last called that AWS allows only so often a day; milliseconds since the epoch. */
  readonly calls?: Readonly<Record<string, readonly number[]>>;
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

/** Where a consumer goes on that has read a closed shard to its end. */
export const wireChildren = (stream: Stream, parent: Shard): ChildShard[] =>
  stream.shards
    .filter(({ parents }) => parents.includes(parent.index))
    .map(({ index, parents, range }) => ({
      ShardId: shardIdOf(index),
      ParentShards: parents.map(shardIdOf),
      HashKeyRange: wireRange(range),
    }));

export const wireEncryption = ({ encryption }: Stream) =>
  encryption
    ? ({ EncryptionType: 'KMS', KeyId: encryption.keyId } as const)
    : ({ EncryptionType: 'NONE' } as const);

/** Unlike descriptions, answers to puts say nothing where encryption is off, as recorded from AWS. */
export const putEncryption = ({ encryption }: Stream) =>
  encryption ? ({ EncryptionType: 'KMS' } as const) : {};

interface Route {
  readonly start: string;
  readonly shard: Shard;
}

const routes = new WeakMap<Stream, readonly Route[]>();

/** The open shard whose range holds the hash key, given as its 32 digits. Open shards always cover all hash keys. */
export function shardForHashKey(stream: Stream, digits: string): Shard {
  let sorted = routes.get(stream);
  if (!sorted) {
    sorted = openShards(stream)
      .map((shard) => ({ start: hashKeyDigits(shard.range.start), shard }))
      .sort((a, b) => (a.start < b.start ? -1 : 1));
    routes.set(stream, sorted);
  }
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (digits >= (sorted[middle]?.start ?? '')) low = middle;
    else high = middle - 1;
  }
  const shard = sorted[low]?.shard;
  if (!shard) throw new Error(`stream ${stream.name} has no open shard`);
  return shard;
}

export const streamNotFound = (name: string, accountId: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Stream ${name} under account ${accountId} not found.`);

/** Tells apart two streams that had one name after each other; clients may know the time in whole seconds only. */
export function requireCreatedAt(stream: Stream, timestamp: Date | undefined): void {
  if (timestamp === undefined) return;
  const inSeconds = (timeMs: number) => Math.floor(timeMs / 1000);
  if (inSeconds(timestamp.getTime()) !== inSeconds(stream.createdAtMs))
    throw streamNotFound(stream.name, stream.accountId);
}

/** Control operations take one stream at a time, and only when nothing else is under way. */
export function requireActive(stream: Stream): void {
  if (stream.status === 'ACTIVE') return;
  throw new AwsError(
    'ResourceInUseException',
    `Stream ${stream.name} under account ${stream.accountId} not ACTIVE, instead in state ${stream.status}`,
  );
}

/** Consumers come and go while shards change, but not before the stream exists, nor once it is going. */
export function requireReadable(stream: Stream): void {
  if (stream.status !== 'UPDATING') requireActive(stream);
}

/** Records go in and out while shards change, but not before the stream exists, nor once it is going. */
export function requireUsable(stream: Stream): void {
  if (stream.status !== 'ACTIVE' && stream.status !== 'UPDATING')
    throw streamNotFound(stream.name, stream.accountId);
}

/** An on-demand stream manages its shards itself. */
export function requireProvisioned(stream: Stream): void {
  if (stream.mode === 'PROVISIONED') return;
  throw new AwsError(
    'ValidationException',
    `Request is invalid. Stream ${stream.name} under account ${stream.accountId} is in On-Demand mode.`,
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
    `Shard ${shardIdOf(shard.index)} in stream ${stream.name} under account ${stream.accountId} has already been merged or split, and thus is not eligible for merging or splitting.`,
  );
}

/** The shard of that id, open or closed, for the operations that read. */
export function requireListedShard(stream: Stream, shardId: string, nowMs: number): Shard {
  const index = shardIndexOf(shardId);
  const shard = listedShards(stream, nowMs).find((candidate) => candidate.index === index);
  if (shard) return shard;
  throw shardNotFound(stream, index === undefined ? shardId : shardIdOf(index));
}

export const shardNotFound = ({ name, accountId }: Stream, shardId: string): AwsError =>
  new AwsError(
    'ResourceNotFoundException',
    `Shard ${shardId} in stream ${name} under account ${accountId} does not exist`,
  );
