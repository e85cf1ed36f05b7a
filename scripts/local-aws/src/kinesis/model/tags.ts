import { AwsError } from '../../errors.js';

export type Tags = Readonly<Record<string, string>>;

/** Tags of one resource. */
const maxTags = 50;

const validCharacters = /^[\p{L}\p{N}\s_./=+\-%@:]*$/u;

/**
 * The tags of a resource after some were added. The messages are AWS's (kinesalite's tests against the service).
 *
 * @param resource as messages name it, e.g. `stream orders under account 000000000000`
 * @throws AwsError `InvalidArgumentException`
 */
export function addTags(present: Tags, added: Tags, resource: string): Tags {
  const texts = Object.entries(added).flat();
  if (!texts.every((text) => validCharacters.test(text)))
    throw new AwsError(
      'InvalidArgumentException',
      'Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @ :.',
    );
  if (texts.some((text) => text.includes('%')))
    throw new AwsError(
      'InvalidArgumentException',
      `Failed to add tags to ${resource} because some tags contained illegal characters. ` +
        "The allowed characters are Unicode letters, white-spaces, '_',',','/','=','+','-','@',':'.",
    );
  // The rule is AWS's (docs.aws.amazon.com/streams/latest/dev/tagging.html), its words are not known.
  if (Object.keys(added).some((key) => /^aws:/i.test(key)))
    throw new AwsError(
      'InvalidArgumentException',
      `Failed to add tags to ${resource} because keys that begin with aws: are reserved for AWS.`,
    );
  const merged = { ...present, ...added };
  if (Object.keys(merged).length > maxTags)
    throw new AwsError(
      'InvalidArgumentException',
      `Failed to add tags to ${resource} because a given ${resource.split(' ')[0]} cannot have more than ${maxTags} tags associated with it.`,
    );
  return merged;
}

export const removeTags = (present: Tags, keys: readonly string[]): Tags =>
  Object.fromEntries(Object.entries(present).filter(([key]) => !keys.includes(key)));

/** By key, as AWS lists them. */
export const wireTags = (tags: Tags) =>
  Object.keys(tags)
    .sort()
    .map((Key) => ({ Key, Value: tags[Key] }));
