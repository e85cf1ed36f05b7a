/**
 * How the objects of a channel are named
 * (docs.aws.amazon.com/streams/latest/dev/data-delivery-s3-key-template.html).
 */

/** What a channel's objects are named by where it has no template of its own. */
export const defaultKeyTemplate =
  'kinesis-channel/!{channel-name}/!{channel-id}/!{yyyy}/!{MM}/!{dd}/!{HH}/' +
  '!{channel-name}-!{channel-id}-!{yyyy}-!{MM}-!{dd}-!{HH}-!{mm}!{extension}';

/** What the variables of a template stand for. */
export interface KeyScope {
  readonly channelName: string;
  readonly channelId: string;
  readonly streamName: string;
  /** Arrival of the object's oldest record, milliseconds since the epoch. AWS does not say which time it takes. */
  readonly epochMs: number;
  /** What the compression's objects end in, with its dot; empty for none. */
  readonly extension: string;
}

/** A template with its variables replaced. The unique suffix goes between the two. */
export interface ExpandedKey {
  readonly stem: string;
  /** With its dot, or empty. */
  readonly extension: string;
}

const variables: Readonly<Record<string, (scope: KeyScope) => string>> = {
  'channel-name': ({ channelName }) => channelName,
  'channel-id': ({ channelId }) => channelId,
  'stream-name': ({ streamName }) => streamName,
  yyyy: ({ epochMs }) => utc(epochMs).slice(0, 4),
  yy: ({ epochMs }) => utc(epochMs).slice(2, 4),
  MM: ({ epochMs }) => utc(epochMs).slice(5, 7),
  dd: ({ epochMs }) => utc(epochMs).slice(8, 10),
  HH: ({ epochMs }) => utc(epochMs).slice(11, 13),
  mm: ({ epochMs }) => utc(epochMs).slice(14, 16),
};

const utc = (epochMs: number) => new Date(epochMs).toISOString();

const placeholder = /!\{([^{}]*)\}/g;
const literalExtension = /^extension:(\.[a-z.]+)$/;
const maxKeyLength = 1024;
/** A hyphen and a UUID have 37. */
const maxSuffixLength = 38;

/**
 * Replaces the variables of a template that {@link requireKeyTemplate} has let pass.
 *
 * @throws Error with a sentence for the caller, without its subject
 */
export function expandKeyTemplate(template: string, scope: KeyScope): ExpandedKey {
  let extension: string | undefined;
  const stem = template.replace(placeholder, (source: string, name: string, offset: number) => {
    const ending = name === 'extension' ? scope.extension : literalExtension.exec(name)?.[1];
    if (ending === undefined) return variable(name, source)(scope);
    if (offset + source.length < template.length)
      throw new Error(`has ${source} in it, which must be at its end and once at most`);
    extension = ending;
    return '';
  });
  return { stem, extension: extension ?? '' };
}

/**
 * AWS's rules for a template; the characters that it may have are the model's.
 *
 * @throws Error with a sentence for the caller, without its subject
 */
export function requireKeyTemplate(template: string, scope: KeyScope): void {
  const literals = template.replace(placeholder, '');
  if (literals.includes('!{')) throw new Error('has a variable without its closing brace');
  const stray = /[{}:]/.exec(literals)?.[0];
  if (stray !== undefined) throw new Error(`has ${stray} outside of a variable`);
  const { stem, extension } = expandKeyTemplate(template, scope);
  if (scope.extension !== '' && !/!\{extension[:}]/.test(template))
    throw new Error('must end in !{extension} or !{extension:.<literal>}, since objects are compressed');
  const key = stem + extension;
  if (key.startsWith('/')) throw new Error('starts with a slash');
  if (key.includes('//')) throw new Error('has two slashes in a row');
  if (key.includes('..') || key.split('/').includes('.')) throw new Error('leads to another path by periods');
  if (key.length > maxKeyLength - maxSuffixLength)
    throw new Error(
      `makes keys of ${key.length} characters; at most ${maxKeyLength - maxSuffixLength} are allowed`,
    );
}

function variable(name: string, source: string): (scope: KeyScope) => string {
  if (Object.hasOwn(variables, name) && variables[name]) return variables[name];
  throw new Error(
    `has the variable ${source}; those that there are: ${Object.keys(variables).join(', ')}, extension and ` +
      'extension:.<lowercase letters and periods>',
  );
}
