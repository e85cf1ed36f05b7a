import type { Clock } from '../clock.js';
import { AwsError } from '../errors.js';
import type { Stream } from './model/stream.js';
import type { Tokens } from './tokens.js';

/** What a shard iterator says: where in which shard to read on. */
export interface ShardPosition {
  readonly stream: Pick<Stream, 'id' | 'accountId' | 'region' | 'name'>;
  readonly shardIndex: number;
  /** A sequence number, not necessarily a record's. */
  readonly position: string;
}

/** How long an iterator may be used, in milliseconds. */
const lifetimeMs = 300_000;
const tokenKind = 'shard-iterator';

export const sealIterator = (tokens: Tokens, { stream, shardIndex, position }: ShardPosition): string =>
  tokens.seal(tokenKind, [
    stream.id,
    stream.accountId,
    stream.region,
    stream.name,
    String(shardIndex),
    position,
  ]);

/** What did not come from this Region's GetShardIterator or GetRecords. */
export const invalidIterator = () => new AwsError('InvalidArgumentException', 'Invalid ShardIterator.');

/** @throws AwsError `InvalidArgumentException`, or `ExpiredIteratorException` after five minutes */
export function openIterator(tokens: Tokens, clock: Clock, iterator: string): ShardPosition {
  const opened = tokens.open(tokenKind, iterator);
  if (!opened) throw invalidIterator();
  const nowMs = clock.now();
  if (nowMs - opened.madeAtMs > lifetimeMs)
    throw new AwsError(
      'ExpiredIteratorException',
      `Iterator expired. The iterator was created at time ${javaDate(opened.madeAtMs)} while right now it is ${javaDate(nowMs)} ` +
        `which is further in the future than the tolerated delay of ${lifetimeMs} milliseconds.`,
    );
  const [id = '', accountId = '', region = '', name = '', shardIndex, position = ''] = opened.content;
  return { stream: { id, accountId, region, name }, shardIndex: Number(shardIndex), position };
}

/** As Java prints a date, e.g. `Thu Jan 22 01:22:02 UTC 2015`. */
function javaDate(timeMs: number): string {
  const [weekday = '', day, month, year, time] = new Date(timeMs).toUTCString().split(' ');
  return `${weekday.replace(',', '')} ${month} ${day} ${time} UTC ${year}`;
}
