import type { HttpRequest } from '../http.js';
import type { Signature } from './read-signature.js';

/** How a service has its paths signed: S3 as they are, the others without `.` and `..`, and encoded twice. */
export type PathForm = 'as it is' | 'normalized';

/**
 * The text of a request that its signature stands for
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
export function canonicalRequest(
  request: HttpRequest,
  { signedHeaders, place }: Pick<Signature, 'signedHeaders' | 'place'>,
  payloadHash: string,
  pathForm: PathForm,
): string {
  const [path = '/', query = ''] = splitOnce(request.url ?? '/', '?');
  const headers = headerValues(request);
  return [
    request.method ?? '',
    pathForm === 'normalized' ? normalizedPath(path) : encodedPath(path),
    canonicalQuery(query, place),
    ...signedHeaders.map((name) => `${name}:${headers.get(name) ?? ''}`),
    '',
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

/** A header that is sent twice counts with both values, which Node's `headers` does not keep for all of them. */
function headerValues({ rawHeaders, headers }: HttpRequest): Map<string, string> {
  const values = new Map<string, string>();
  for (let position = 0; position + 1 < rawHeaders.length; position += 2) {
    const name = rawHeaders[position]?.toLowerCase() ?? '';
    const value = rawHeaders[position + 1]?.trim().replace(/ +/g, ' ') ?? '';
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  const authority = headers[':authority'];
  if (typeof authority === 'string' && !values.has('host')) values.set('host', authority);
  return values;
}

function canonicalQuery(query: string, place: Signature['place']): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => splitOnce(pair, '=').map((part = '') => encode(decode(part))))
    .filter(([name]) => place === 'header' || name !== 'X-Amz-Signature')
    .map(([name = '', value = '']): [string, string] => [name, value])
    .sort(([a, x], [b, y]) => order(a, b) || order(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const encodedPath = (path: string) =>
  path
    .split('/')
    .map((part) => encode(decode(part)))
    .join('/');

function normalizedPath(path: string): string {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(encode(part));
  }
  return `/${kept.join('/')}${kept.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

/** All but letters, digits and `- . _ ~`, as RFC 3986 has it. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
