import type { Tag } from '@aws-sdk/client-firehose';
import { AwsError } from '../../errors.js';

/** AWS lets a delivery stream have no more tags. */
export const mostTags = 50;

/**
 * Tags by their key, those of `present` replaced by new ones of the same key.
 *
 * @throws AwsError `LimitExceededException` where there are too many.
 */
export function toTagMap(
  added: readonly Tag[],
  present: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const all = { ...present, ...Object.fromEntries(added.map(({ Key = '', Value = '' }) => [Key, Value])) };
  const count = Object.keys(all).length;
  if (count <= mostTags) return all;
  throw new AwsError(
    'LimitExceededException',
    `A delivery stream can have ${mostTags} tags; it would have ${count}.`,
  );
}
