import type { Tag } from '@aws-sdk/client-firehose';
import { AwsError } from '../../errors.js';
import type { Constraint } from '../../wire/constraints.js';

/** AWS lets a delivery stream have no more tags. */
const mostTags = 50;

export const tagKey: Constraint = { required: true, minLength: 1, maxLength: 128 };

/** AWS's constraint on a list of tags. */
export const tags: Constraint = {
  minLength: 1,
  maxLength: mostTags,
  member: {
    members: {
      Key: tagKey,
      Value: { minLength: 0, maxLength: 256 },
    },
  },
};

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
