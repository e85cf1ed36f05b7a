import { fileURLToPath } from 'node:url';

/**
 * The scheme of a path such as `s3://bucket/key`, in lower case; undefined for a local path. One letter is a drive of
 * Windows.
 */
export function schemeOf(path: string): string | undefined {
  return /^([a-z][a-z0-9+.-]+):\/\//i.exec(path)?.[1]?.toLowerCase();
}

/** A local path as the file system takes it: `file://` is one of its ways to write it. */
export function localPath(path: string): string {
  return schemeOf(path) === 'file' ? fileURLToPath(path) : path;
}

/** Whether the path is a file of this machine's file system. */
export function isLocal(path: string): boolean {
  const scheme = schemeOf(path);
  return scheme === undefined || scheme === 'file';
}

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  xml: 'application/xml',
};

/** The MIME type under which a server should keep what is written to a path: a notebook unless its ending says more. */
export function contentTypeOf(path: string): string {
  const ending = /\.([a-z]+)(?:[?#]|$)/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return (
    (Object.hasOwn(contentTypes, ending) ? contentTypes[ending] : undefined) ?? 'application/x-ipynb+json'
  );
}

const secretQuery = /sig|token|credential|key|secret|passw|auth|code/i;

/** The path as it may be shown: without the password of a URL, and without what signs one. */
export function shownPath(path: string): string {
  if (isLocal(path)) return path;
  const [, start = '', user, rest = ''] = /^([^/]*:\/\/)(?:([^/?#]*)@)?(.*)$/s.exec(path) ?? [];
  const query = rest.replace(/([?&])([^=&#]*)=([^&#]*)/g, (field, before: string, name: string) =>
    secretQuery.test(name) ? `${before}${name}=***` : field,
  );
  return `${start}${user === undefined ? '' : '***@'}${query}`;
}
