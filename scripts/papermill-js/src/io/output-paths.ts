import { join, parse, resolve } from 'node:path';
import type { FoundInput } from './expand-inputs.js';
import { isLocal, localPath, schemeOf } from './path-scheme.js';

/**
 * Where the outputs of inputs go: into the folder, with the folders that the inputs have beyond the one they share,
 * each to a path of its own, also on file systems that take `A` for `a`. Inputs from elsewhere than the first one's
 * place (another drive, bucket or host) get a folder named for it. Depends on all inputs together: ask before some are
 * left out for another shard.
 *
 * @param outputDir a folder, or a path with a scheme, such as `s3://bucket/out`.
 * @returns the paths, in the order of the inputs.
 * @example
 * outputPaths([{ path: 'a/x.ipynb', base: 'a' }, { path: 'b/x.ipynb', base: 'b' }], 'out');
 * // ['out/a/x.ipynb', 'out/b/x.ipynb']
 */
export function outputPaths(inputs: readonly FoundInput[], outputDir: string): string[] {
  const places = inputs.map(placeOf);
  const shared = new Map<string, readonly string[]>();
  for (const { root, base } of places) {
    const known = shared.get(root);
    shared.set(root, known ? commonStart(known, base) : base);
  }
  const taken = new Set<string>();
  return places.map(({ root, parts }) => {
    const own = parts.slice(shared.get(root)?.length ?? 0);
    const folder = root === places[0]?.root ? [] : [root.replaceAll(/[^\w.-]+/g, '_')];
    return unique([...folder, ...own].join('/'), taken, (name) => joined(outputDir, name));
  });
}

interface Place {
  /** The drive, or scheme and host. */
  readonly root: string;
  /** Folders and name below it. */
  readonly parts: readonly string[];
  /** Folders of the base below it. */
  readonly base: readonly string[];
}

function placeOf({ path, base }: FoundInput): Place {
  if (path === '-') return { root: 'stdin', parts: ['stdin.ipynb'], base: [] };
  if (isLocal(path)) {
    const { root } = parse(resolve(localPath(path)));
    const below = (local: string): string[] => splitPath(resolve(local).slice(root.length));
    return { root, parts: below(localPath(path)), base: below(localPath(base)) };
  }
  // A key may hold what climbs out of a folder, or what Windows has no file names for.
  const url = (text: string): string[] =>
    splitPath(text.replace(/[?#].*$/s, '').replace(/^[^/]*:\/\/(?:[^/@]*@)?/, '')).map((part) =>
      /^\.+$/.test(part) ? '_' : part.replaceAll(/[<>:"|*]/g, '_'),
    );
  const [host = '', ...parts] = url(path);
  const name = parts.at(-1) ?? 'notebook';
  const named = /\.(?:ipynb|json)$/i.test(name) ? name : `${name}.ipynb`;
  return {
    root: `${schemeOf(path)}-${host}`,
    parts: [...parts.slice(0, -1), named],
    base: url(base).slice(1),
  };
}

function splitPath(path: string): string[] {
  return path.split(/[\\/]+/).filter((part) => part !== '');
}

function commonStart(a: readonly string[], b: readonly string[]): readonly string[] {
  const end = a.findIndex((part, at) => part !== b[at]);
  return end < 0 ? a : a.slice(0, end);
}

function unique(name: string, taken: Set<string>, path: (name: string) => string): string {
  const { dir, name: stem, ext } = parse(name);
  for (let count = 1; ; count++) {
    const tried = count === 1 ? name : `${dir === '' ? '' : `${dir}/`}${stem}-${count}${ext}`;
    const key = tried.normalize('NFC').toLowerCase();
    if (taken.has(key)) continue;
    taken.add(key);
    return path(tried);
  }
}

function joined(dir: string, name: string): string {
  if (isLocal(dir)) return join(localPath(dir), name);
  return `${dir.endsWith('/') ? dir : `${dir}/`}${name}`;
}
