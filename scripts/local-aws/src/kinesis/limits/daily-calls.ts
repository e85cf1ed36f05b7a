import { AwsError } from '../../errors.js';
import type { Stream } from '../model/stream.js';

const dayMs = 24 * 3_600_000;

/**
 * The stream with one more call of an action that AWS takes only so often in a rolling 24 hours.
 *
 * @throws AwsError `LimitExceededException`
 */
export function countCall(stream: Stream, action: string, limit: number | 'aws', nowMs: number): Stream {
  const recent = (stream.calls?.[action] ?? []).filter((calledAtMs) => nowMs - calledAtMs < dayMs);
  if (recent.length < Number(limit))
    return { ...stream, calls: { ...stream.calls, [action]: [...recent, nowMs] } };
  const nextMs = (recent[0] ?? nowMs) + dayMs;
  throw new AwsError(
    'LimitExceededException',
    `${action} can be called ${limit} times in 24 hours for a stream, and was for stream ${stream.name} under account ${stream.accountId}. ` +
      `The next call is possible at ${new Date(nextMs).toISOString()}.`,
  );
}
