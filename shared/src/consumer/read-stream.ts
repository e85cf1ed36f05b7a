import { DescribeStreamSummaryCommand, type KinesisClient, type Shard } from '@aws-sdk/client-kinesis';
import { watchInterrupt } from '../interrupt';
import { listShards } from '../stream';
import { rest } from '../waiting';
import type { Checkpoint, CheckpointStore } from './checkpoints';
import type { StartingPosition } from './position';
import type { ConsumedRecord } from './record';
import { ShardProgress } from './shard-progress';
import { type ShardBatch, ShardReader } from './shard-reader';

/** Why a consumer ended. */
export type StopReason = 'CAUGHT_UP' | 'IDLE' | 'MAX_RECORDS' | 'MAX_TIME' | 'INTERRUPTED' | 'STREAM_ENDED';

/** How long a consumer has been waiting. */
export interface Waiting {
  /** Milliseconds since the last record was handed over, or since the start where there was none. */
  readonly idleMs: number;
  /** Records handed over so far. */
  readonly count: number;
}

/** What a consumer shows of a reading while it goes on. */
export interface ReadingState {
  count: number;
  millisBehindLatest: number;
  stopReason: StopReason | undefined;
}

export interface ReadingOptions {
  readonly stream: string;
  readonly application: string;
  readonly start: StartingPosition;
  readonly checkpoints: CheckpointStore;
  readonly pollMs: number;
  readonly stopWhenCaughtUp?: boolean;
  readonly maxRecords?: number;
  readonly maxMs?: number;
  readonly maxIdleMs?: number;
  readonly signal?: AbortSignal;
  readonly onCaughtUp?: () => void;
  readonly onWaiting?: (waiting: Waiting) => void;
}

/** Leaves a fifth of a shard's reads to somebody else while this consumer catches up. */
const BUSY_POLL_MS = 250;
/** How often the position is saved while records are handed over; it is saved at the end in any case. */
const SAVE_EVERY_MS = 200;

/**
 * One round after the other: a GetRecords call for every shard that may be read, their records handed over in the
 * order of their arrival, the shards that ended replaced by their children, a pause.
 */
export async function* readStream(
  kinesis: KinesisClient,
  options: ReadingOptions,
  state: ReadingState,
): AsyncGenerator<ConsumedRecord, void> {
  const reading = await openReading(kinesis, options);
  const { progress, saver } = reading;
  const interrupt = watchInterrupt(options.signal);
  const outOfTime = options.maxMs === undefined ? undefined : AbortSignal.timeout(options.maxMs);
  const signal = outOfTime ? AbortSignal.any([interrupt.signal, outOfTime]) : interrupt.signal;
  // A kernel that is restarted in the middle of a loop ends with `process.exit`.
  process.once('exit', saver.saveNow);
  let idleSince = Date.now();
  try {
    for (;;) {
      const roundStartedAt = Date.now();
      const batches = await readRound(reading, signal);
      for (const record of inOrderOfArrival(batches)) {
        if (signal.aborted) break;
        progress.advance(record.shardId, { at: 'AFTER', sequenceNumber: record.sequenceNumber });
        state.count += 1;
        yield record;
        saver.saveSometimes();
        if (state.count === options.maxRecords) return stop('MAX_RECORDS');
        idleSince = Date.now();
      }
      if (signal.aborted) return stop(outOfTime?.aborted ? 'MAX_TIME' : 'INTERRUPTED');
      await replaceEnded(reading, batches);
      noteLag(batches);
      if (progress.readable.length === 0) return stop('STREAM_ENDED');
      if (state.millisBehindLatest === 0 && options.stopWhenCaughtUp) return stop('CAUGHT_UP');
      if (isTiredOfWaiting(batches)) return stop('IDLE');
      const pause = state.millisBehindLatest === 0 ? options.pollMs : BUSY_POLL_MS;
      await rest(roundStartedAt + pause - Date.now(), signal);
    }
  } finally {
    interrupt.stop();
    process.off('exit', saver.saveNow);
    saver.saveNow();
  }

  function stop(reason: StopReason): void {
    state.stopReason = reason;
  }

  /** A round that brought nothing counts as waiting where nothing is left to read. */
  function isTiredOfWaiting(batches: readonly ShardBatch[]): boolean {
    if (state.millisBehindLatest > 0 || batches.some(({ records }) => records.length > 0)) return false;
    const idleMs = Date.now() - idleSince;
    options.onWaiting?.({ idleMs, count: state.count });
    return idleMs >= (options.maxIdleMs ?? Number.POSITIVE_INFINITY);
  }

  function noteLag(batches: readonly ShardBatch[]): void {
    const was = state.millisBehindLatest;
    const read = new Map(batches.map((batch) => [batch.shardId, batch.millisBehindLatest]));
    // A child that has not been read yet may hold anything.
    const lags = progress.readable.map((id) => read.get(id) ?? Number.POSITIVE_INFINITY);
    state.millisBehindLatest = Math.max(0, ...lags);
    if (was !== 0 && state.millisBehindLatest === 0) options.onCaughtUp?.();
  }
}

interface Reading {
  readonly kinesis: KinesisClient;
  readonly stream: string;
  readonly streamArn: string;
  readonly progress: ShardProgress;
  readonly readers: Map<string, ShardReader>;
  readonly saver: Saver;
}

async function openReading(kinesis: KinesisClient, options: ReadingOptions): Promise<Reading> {
  const { stream, application, checkpoints, start } = options;
  const startedAt = Date.now();
  const { StreamDescriptionSummary: summary } = await kinesis.send(
    new DescribeStreamSummaryCommand({ StreamName: stream }),
  );
  const streamArn = String(summary?.StreamARN);
  const streamCreatedAt = summary?.StreamCreationTimestamp?.getTime() ?? 0;
  const saved = checkpoints.load(application, streamArn);
  const shards = await listShards({ kinesis }, stream);
  const progress = new ShardProgress(
    shards,
    start,
    saved?.streamCreatedAt === streamCreatedAt ? saved.shards : {},
  );
  const saver = createSaver(() => {
    checkpoints.save(application, streamArn, toCheckpoint(progress, streamCreatedAt, startedAt));
  });
  return { kinesis, stream, streamArn, progress, readers: new Map(), saver };
}

/**
 * `LATEST` means another thing at each run; what the next one has to go on from is the moment of this one. No
 * record of such a shard has been seen since, or its position would be a sequence number; those of the very same
 * millisecond may be shown although they came before.
 */
function toCheckpoint(progress: ShardProgress, streamCreatedAt: number, startedAt: number): Checkpoint {
  const shards = Object.entries(progress.toJSON()).map(([id, position]) => [
    id,
    position.at === 'LATEST' ? { at: 'TIMESTAMP', timestamp: startedAt } : position,
  ]);
  return { streamCreatedAt, shards: Object.fromEntries(shards) };
}

async function readRound(reading: Reading, signal: AbortSignal): Promise<ShardBatch[]> {
  const { kinesis, streamArn, progress, readers } = reading;
  try {
    return await Promise.all(
      progress.readable.map((id) => {
        const reader = readers.get(id) ?? new ShardReader(kinesis, streamArn, id);
        readers.set(id, reader);
        return reader.read(progress.position(id), signal);
      }),
    );
  } catch (error) {
    if (signal.aborted) return [];
    throw error;
  }
}

async function replaceEnded({ kinesis, stream, progress, readers }: Reading, batches: readonly ShardBatch[]) {
  for (const { shardId, children } of batches.filter((batch) => batch.ended)) {
    readers.delete(shardId);
    // Some servers end a shard without naming its children: the listing knows them.
    progress.end(
      shardId,
      children.length > 0 ? children.map(toShard) : await listShards({ kinesis }, stream),
    );
  }
}

function toShard({
  ShardId,
  ParentShards,
  HashKeyRange,
}: NonNullable<ShardBatch['children'][number]>): Shard {
  const [ParentShardId, AdjacentParentShardId] = ParentShards ?? [];
  return {
    ShardId,
    HashKeyRange,
    SequenceNumberRange: { StartingSequenceNumber: undefined },
    ...(ParentShardId && { ParentShardId }),
    ...(AdjacentParentShardId && { AdjacentParentShardId }),
  };
}

/** By arrival from shard to shard; within a shard as they came, whatever their times say. */
function* inOrderOfArrival(batches: readonly ShardBatch[]): Generator<ConsumedRecord> {
  const queues = batches
    .map(({ records }) => ({ records, next: 0 }))
    .filter(({ records }) => records.length > 0);
  for (;;) {
    let first: { queue: (typeof queues)[number]; record: ConsumedRecord } | undefined;
    for (const queue of queues) {
      const record = queue.records[queue.next];
      if (record && (!first || record.arrival < first.record.arrival)) first = { queue, record };
    }
    if (!first) return;
    first.queue.next += 1;
    yield first.record;
  }
}

interface Saver {
  saveNow(): void;
  saveSometimes(): void;
}

function createSaver(save: () => void): Saver {
  let savedAt = Date.now();
  const saveNow = () => {
    savedAt = Date.now();
    save();
  };
  return {
    saveNow,
    saveSometimes() {
      if (Date.now() - savedAt >= SAVE_EVERY_MS) saveNow();
    },
  };
}
