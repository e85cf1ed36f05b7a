import { paceOf } from '../clock.js';
import { AwsError } from '../errors.js';
import type { Kinesis } from './kinesis.js';

/** How long a NextToken may be used, in milliseconds. */
const lifetimeMs = 300_000;

/** What did not come from this Region's list. */
export const invalidNextToken = () => new AwsError('InvalidArgumentException', 'Invalid NextToken.');

/**
 * What was sealed into a NextToken.
 *
 * @throws AwsError `InvalidArgumentException`, or `ExpiredNextTokenException` after five minutes
 */
export function openNextToken({ tokens, clock }: Kinesis, kind: string, token: string): readonly string[] {
  const opened = tokens.open(kind, token);
  if (!opened) throw invalidNextToken();
  if (paceOf(clock).now() - opened.madeAtMs <= lifetimeMs) return opened.content;
  throw new AwsError(
    'ExpiredNextTokenException',
    `The NextToken is older than the ${lifetimeMs / 1000} seconds for which it may be used; list again from the start.`,
  );
}
