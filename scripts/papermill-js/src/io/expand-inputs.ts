import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import { handlerFor } from './handlers.js';
import type { IoHandlers, IoOptions } from './io-handler.js';
import { isLocal, localPath, shownPath } from './path-scheme.js';

/** A notebook to be executed. */
export interface FoundInput {
  /** Its path, in the form in which the pattern was given: relative stays relative, `s3://` stays that. */
  readonly path: string;
  /** The folder that the pattern began in; what lies between it and the file is kept in outputs. */
  readonly base: string;
}

/** Options of {@link expandInputs}. */
export interface ExpandOptions extends IoOptions {
  /** What relative patterns are relative to. Default the process's working directory. */
  readonly cwd?: string;
  /** Where the outputs go: what lies there is not found, unless a pattern begins there. */
  readonly outputDir?: string | undefined;
  /** For `list` of paths with a scheme; beside the built-in ones. */
  readonly ioHandlers?: IoHandlers | undefined;
}

/**
 * The notebooks that files, folders and globs stand for: in the order of the patterns, sorted within each, numbers by
 * their value (`2-b` before `10-a`), each once. Folders and globs find `*.ipynb`, at any depth where they say so, but
 * not in `.ipynb_checkpoints`, `node_modules` and what is hidden; a folder is searched whole. A path with a scheme that
 * ends with `/` is listed. A file that is named is taken, whatever it is called.
 *
 * @throws NotebookIoError for a pattern that finds nothing.
 * @example await expandInputs(['setup.ipynb', 'lessons', 'more/**\/*.ipynb', 's3://bucket/notebooks/']);
 */
export async function expandInputs(
  patterns: readonly string[],
  options: ExpandOptions = {},
): Promise<FoundInput[]> {
  const found = new Map<string, FoundInput>();
  const cwd = resolve(options.cwd ?? '.');
  for (const pattern of patterns) {
    const inputs = isLocal(pattern)
      ? await findLocal(localPath(pattern), cwd, options.outputDir)
      : await findRemote(pattern, options);
    if (inputs.length === 0) throw nothingFound(pattern);
    for (const input of inputs) {
      const key = isLocal(input.path) && input.path !== '-' ? resolve(cwd, input.path) : input.path;
      if (!found.has(key)) found.set(key, input);
    }
  }
  return [...found.values()];
}

function nothingFound(pattern: string): NotebookIoError {
  const shown = shownPath(pattern);
  return new NotebookIoError(
    shown,
    `No notebook was found for '${shown}'. Expected a file, a folder with *.ipynb files in it, or a glob such as ` +
      "'notebooks/**/*.ipynb'.",
  );
}

async function findLocal(
  pattern: string,
  cwd: string,
  outputDir: string | undefined,
): Promise<readonly FoundInput[]> {
  if (pattern === '-') return [{ path: '-', base: '.' }];
  const there = await stat(resolve(cwd, pattern)).catch(() => undefined);
  if (there?.isDirectory()) return search('**/*.ipynb', pattern, cwd, outputDir);
  if (there) return [{ path: pattern, base: dirname(pattern) }];
  const slashed = sep === '\\' ? pattern.replaceAll('\\', '/') : pattern;
  if (!isDynamicPattern(slashed)) return [];
  const parts = slashed.split('/');
  const first = parts.findIndex((part) => isDynamicPattern(part));
  const base = parts.slice(0, first).join('/') || (first > 0 ? '/' : '.');
  return search(parts.slice(first).join('/'), base, cwd, outputDir);
}

async function search(
  pattern: string,
  base: string,
  cwd: string,
  outputDir: string | undefined,
): Promise<readonly FoundInput[]> {
  const folder = resolve(cwd, base);
  const names = await glob(pattern, {
    cwd: folder,
    onlyFiles: true,
    ignore: ['**/.ipynb_checkpoints/**', '**/node_modules/**'],
    expandDirectories: false,
  });
  const isOutput = outputsIn(folder, cwd, outputDir);
  return names
    .filter((name) => isNotebook(name) && !isOutput(resolve(folder, name)))
    .sort(byPath)
    .map((name) => ({ path: base === '.' ? name : join(base, name), base }));
}

/** Tells the outputs of an earlier run; none are where the search begins among them. */
function outputsIn(folder: string, cwd: string, outputDir: string | undefined): (path: string) => boolean {
  if (outputDir === undefined || !isLocal(outputDir)) return () => false;
  const outputs = resolve(cwd, localPath(outputDir));
  return isWithin(folder, outputs) ? () => false : (path) => isWithin(path, outputs);
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function findRemote(path: string, options: ExpandOptions): Promise<readonly FoundInput[]> {
  if (!path.endsWith('/')) return [{ path, base: path.replace(/[?#].*$/s, '').replace(/[^/]*$/, '') }];
  const { list } = handlerFor(path, options.ioHandlers);
  if (!list) {
    const shown = shownPath(path);
    throw new NotebookIoError(shown, `What is in ${shown} cannot be listed; name the notebooks one by one.`);
  }
  const paths = await list(path, { signal: options.signal });
  const hidden = /\/(?:\.|node_modules\/)/;
  return paths
    .filter((found) => isNotebook(found) && !hidden.test(found.slice(path.length - 1)))
    .sort(byPath)
    .map((found) => ({ path: found, base: path }));
}

function isNotebook(path: string): boolean {
  return /\.ipynb(?:\?.*)?$/i.test(path);
}

const order = new Intl.Collator('en', { numeric: true });

/** Files before the folders beside them, names as a person counts. */
function byPath(a: string, b: string): number {
  const [left, right] = [a.split(/[\\/]/), b.split(/[\\/]/)];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const isFile = [left, right].map((parts) => at === parts.length - 1);
    if (isFile[0] !== isFile[1]) return isFile[0] ? -1 : 1;
    const [one = '', other = ''] = [left[at], right[at]];
    const difference = order.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
