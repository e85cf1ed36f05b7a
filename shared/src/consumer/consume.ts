import path from 'node:path';
import type { Config } from '../config';
import type { Connection } from '../connect';
import { LessonError } from '../errors';
import { type CheckpointStore, checkpointFiles } from './checkpoints';
import { type Position, parsePosition } from './position';
import { type ReadingState, readStream, type StopReason, type Waiting } from './read-stream';
import type { ConsumedRecord } from './record';

export interface ConsumeOptions {
  readonly stream: string;
  /** The name under which the position is remembered. Applications do not see each other. */
  readonly application: string;
  /** Default `CHECKPOINT`. */
  readonly position?: Position;
  /** Ends once every shard has been read to its newest record. Default false: waits for more. */
  readonly stopWhenCaughtUp?: boolean;
  /** Ends after so many records; at least 1. */
  readonly maxRecords?: number;
  /** Ends after so many milliseconds. */
  readonly maxMs?: number;
  /** Ends once it has waited so many milliseconds for the next record. */
  readonly maxIdleMs?: number;
  readonly signal?: AbortSignal;
  /** Called when every shard has been read to its newest record, and again once it has caught up with newer ones. */
  readonly onCaughtUp?: () => void;
  /** Called after each round of reads that brought nothing because there is nothing newer. */
  readonly onWaiting?: (waiting: Waiting) => void;
  /**
   * Pause between two reads of a shard that has nothing newer, in milliseconds: at least 200, which is five reads a
   * second. Default 1000. While there is more to read, the pause is 250 whatever is given here.
   */
  readonly pollMs?: number;
  /** Default: files below the state folder of the configuration. */
  readonly checkpoints?: CheckpointStore;
}

/** The records, one after the other, and how the reading goes. Can be iterated once. */
export interface Consumer extends AsyncIterable<ConsumedRecord> {
  /** Records handed over so far. */
  readonly count: number;
  /** How far the slowest shard is behind its newest record, in milliseconds, at its last read. */
  readonly millisBehindLatest: number;
  readonly caughtUp: boolean;
  /** Set once the iteration has ended by itself. */
  readonly stopReason: StopReason | undefined;
}

type ConsumerConnection = Pick<Connection, 'kinesis' | 'config'>;

/** Five GetRecords calls a second and shard, by all consumers together. */
const MIN_POLL_MS = 200;

/**
 * Reads all shards of a stream as one sequence of records, follows splits and merges (parents before their
 * children), keeps within five reads a second and shard, and remembers under `application` what was handed over:
 * the next run, from this process or another, goes on after it. Interrupting the kernel ends it like `signal`.
 *
 * A record counts as handed over when the loop takes it. A process that is killed within the last 200 ms may see
 * those records again; nothing is ever left out.
 *
 * @throws LessonError `INVALID_ARGUMENT` for an unknown position or a pause below 200 ms.
 * @throws ResourceNotFoundException (the SDK's) where there is no such stream.
 * @example
 * for await (const record of consume(aws, { stream: 'stream1', application: 'consumidor1', stopWhenCaughtUp: true })) {
 *   console.log(record.sequenceNumber, record.arrival, record.partitionKey, record.text);
 * }
 */
export function consume(aws: ConsumerConnection, options: ConsumeOptions): Consumer {
  const start = parsePosition(options.position ?? 'CHECKPOINT');
  const pollMs = checkPoll(options.pollMs ?? 1_000);
  const checkpoints = options.checkpoints ?? checkpointFiles(checkpointFolder(aws.config));
  const state: ReadingState = {
    count: 0,
    millisBehindLatest: Number.POSITIVE_INFINITY,
    stopReason: undefined,
  };
  return {
    get count() {
      return state.count;
    },
    get millisBehindLatest() {
      return state.millisBehindLatest;
    },
    get caughtUp() {
      return state.millisBehindLatest === 0;
    },
    get stopReason() {
      return state.stopReason;
    },
    [Symbol.asyncIterator]: () => readStream(aws.kinesis, { ...options, start, pollMs, checkpoints }, state),
  };
}

function checkPoll(pollMs: number): number {
  if (pollMs >= MIN_POLL_MS) return pollMs;
  throw new LessonError(
    'INVALID_ARGUMENT',
    `pollMs deve ser de pelo menos ${MIN_POLL_MS} ms, porque um shard aceita cinco leituras por segundo, e é ${pollMs}.`,
  );
}

/** A stream of one name and number is another one on another server. */
function checkpointFolder({ target, stateDir }: Config): string {
  const server = target.kind === 'endpoint' ? new URL(target.endpoint).host : target.kind;
  return path.join(stateDir, 'checkpoints', server.replace(':', '_'));
}
