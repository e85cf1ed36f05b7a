import { LessonError } from '../errors';

/**
 * Where a consumer starts: where this application stopped last (`CHECKPOINT`; the whole stream the first time), at
 * the oldest record kept (`TRIM_HORIZON`), only what comes from now on (`LATEST`), or at a time, as a `Date` or in
 * ISO 8601.
 */
export type Position = 'CHECKPOINT' | 'TRIM_HORIZON' | 'LATEST' | Date | (string & {});

export type StartingPosition =
  | { readonly type: 'CHECKPOINT' | 'TRIM_HORIZON' | 'LATEST' }
  | { readonly type: 'AT_TIMESTAMP'; readonly timestamp: Date };

/** How far one shard has been read. */
export type ShardPosition =
  | { readonly at: 'TRIM_HORIZON' }
  | { readonly at: 'LATEST' }
  | { readonly at: 'TIMESTAMP'; readonly timestamp: number }
  | { readonly at: 'AFTER'; readonly sequenceNumber: string }
  /** Closed and read to its last record. */
  | { readonly at: 'SHARD_END' };

/** @throws LessonError `INVALID_ARGUMENT` for anything that is neither a known word nor a time. */
export function parsePosition(position: Position): StartingPosition {
  for (const type of ['CHECKPOINT', 'TRIM_HORIZON', 'LATEST'] as const) {
    if (position === type) return { type };
  }
  const timestamp = new Date(position);
  if (!Number.isNaN(timestamp.getTime())) return { type: 'AT_TIMESTAMP', timestamp };
  throw new LessonError(
    'INVALID_ARGUMENT',
    `A posição deve ser CHECKPOINT, TRIM_HORIZON, LATEST ou um instante como 2026-11-21T09:30:00Z, e é "${position}".`,
  );
}
