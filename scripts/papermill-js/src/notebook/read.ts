import { readFile } from 'node:fs/promises';
import type { IAttachments } from '@jupyterlab/nbformat';
import { NotebookFormatError } from '../errors/notebook-format-error.js';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import type { IoHandlers, IoOptions } from '../io/io-handler.js';
import { isLocal, localPath, shownPath } from '../io/path-scheme.js';
import { readStandardInput } from '../io/standard-input.js';
import { CellIds } from './cell-ids.js';
import { type Cell, isObject, type Notebook, type Output } from './model.js';
import { type NotebookStyle, parseStyled } from './style.js';
import { upgradeNotebook } from './upgrade.js';

/** Options of {@link readNotebook}. */
export interface ReadOptions extends IoOptions {
  /** For paths with schemes of your own, beside the built-in ones. */
  readonly ioHandlers?: IoHandlers | undefined;
}

/**
 * Reads a notebook of nbformat 2, 3 or 4 from a file, from standard input where the path is `-`, or from a path with a
 * scheme such as `https://` or `s3://`.
 *
 * @throws NotebookIoError when it cannot be read, NotebookFormatError when it is no such notebook.
 */
export async function readNotebook(path: string, options: ReadOptions = {}): Promise<Notebook> {
  return (await readStyled(path, options)).notebook;
}

/** A notebook, and what a person should know of how it was read. */
export interface NormalizedNotebook {
  readonly notebook: Notebook;
  readonly warnings: readonly string[];
}

/** A notebook and how it was written down. */
export interface StyledNotebook extends NormalizedNotebook {
  readonly style: NotebookStyle;
}

/** Reads a notebook that is to be written in the style in which it was. */
export async function readStyled(path: string, options: ReadOptions = {}): Promise<StyledNotebook> {
  const source = await readSource(path, options);
  if (path === '-' && source.trim() === '') throw new NotebookFormatError('Standard input', emptyInput);
  return parseStyledNotebook(source, path === '-' ? 'Standard input' : shownPath(path));
}

const emptyInput =
  'it is empty. Expected an .ipynb file. Where standard input is a pipe, a single path is the output, as in ' +
  'papermill: give both paths to execute a file.';

async function readSource(path: string, { ioHandlers, signal }: ReadOptions): Promise<string> {
  if (path === '-') return readStandardInput({ signal });
  if (!isLocal(path)) {
    const { handlerFor } = await import('../io/handlers.js');
    return handlerFor(path, ioHandlers).read(path, { signal });
  }
  try {
    return await readFile(localPath(path), { encoding: 'utf8', signal });
  } catch (cause) {
    signal?.throwIfAborted();
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = reasons[code ?? ''] ?? message;
    throw new NotebookIoError(path, `The notebook ${path} cannot be read: ${reason}.`, { cause });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder; papermill-js run executes the notebooks in one',
};

/** Reads a notebook from JSON text. `origin` names it in error messages. */
export function parseNotebook(json: string, origin: string): Notebook {
  return parseStyledNotebook(json, origin).notebook;
}

/** Reads a notebook from JSON text, with its style. */
export function parseStyledNotebook(json: string, origin: string): StyledNotebook {
  let parsed: ReturnType<typeof parseStyled>;
  try {
    // Jupyter cannot read what begins with a byte order mark: it is not written again.
    parsed = parseStyled(json.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const reason = json.trim() === '' ? 'it is empty' : `it is not JSON (${(cause as Error).message})`;
    throw new NotebookFormatError(origin, `${reason}. Expected an .ipynb file.`, { cause });
  }
  return { ...strictNotebook(parsed.value, origin), style: parsed.style };
}

/** Turns a loose notebook into a strict one of nbformat 4.5; the argument is left as it was. */
export function normalizeNotebook(loose: unknown, origin: string): NormalizedNotebook {
  return strictNotebook(structuredClone(loose), origin);
}

/** What nbformat drops wherever it reads or writes a notebook. */
const transientMetadata = ['orig_nbformat', 'orig_nbformat_minor', 'signature'];

function strictNotebook(given: unknown, origin: string): NormalizedNotebook {
  const fail = (reason: string): never => {
    throw new NotebookFormatError(origin, reason);
  };
  if (!isObject(given)) return fail(`expected a JSON object, got ${nameOf(given)}.`);
  const isOld = given.nbformat === 2 || given.nbformat === 3;
  const value = isOld ? upgradeNotebook(given) : given;
  if (value.nbformat !== 4) {
    return fail(
      `expected nbformat 2, 3 or 4, got ${JSON.stringify(value.nbformat)}. ` +
        'Convert it first: jupyter nbconvert --to notebook --nbformat 4.',
    );
  }
  if (!Array.isArray(value.cells)) return fail(`cells: expected an array, got ${nameOf(value.cells)}.`);
  const minor = Math.max(5, Number(value.nbformat_minor) || 0);
  const ids = new CellIds();
  const cells = value.cells.map((cell: unknown, index) => strictCell(cell, index, { ids, minor, fail }));
  const metadata = isObject(value.metadata) ? (value.metadata as Notebook['metadata']) : {};
  for (const name of transientMetadata) delete metadata[name];
  const notebook = inOrderOf(value, { nbformat: 4, nbformat_minor: minor, metadata, cells }, minor);
  return { notebook, warnings: ids.warnings };
}

/** The newest minor version whose rules are known: up to it, keys beside those of the format are forbidden. */
const knownMinor = 5;

/** The same object with its keys in the order of another, and new ones behind. */
function inOrderOf<T extends object>(order: Readonly<Record<string, unknown>>, strict: T, minor: number): T {
  const kept = Object.entries(order).filter(([key]) => key in strict || minor > knownMinor);
  return Object.assign(Object.fromEntries(kept), strict);
}

interface CellContext {
  readonly ids: CellIds;
  readonly minor: number;
  readonly fail: Fail;
}

function strictCell(cell: unknown, index: number, { ids, minor, fail }: CellContext): Cell {
  const at = `cells[${index}]`;
  if (!isObject(cell)) return fail(`${at}: expected an object, got ${nameOf(cell)}.`);
  const source = joinLines(cell.source, `${at}.source`, fail);
  const metadata = isObject(cell.metadata) ? (cell.metadata as Cell['metadata']) : {};
  delete metadata.trusted;
  const id = ids.next(cell.id, index, `${index}\n${cell.cell_type}\n${source}`);
  const common = { id, metadata, source };
  switch (cell.cell_type) {
    case 'code': {
      const count = typeof cell.execution_count === 'number' ? cell.execution_count : null;
      const outputs = strictOutputs(cell.outputs, at, fail);
      return inOrderOf(cell, { ...common, cell_type: 'code', execution_count: count, outputs }, minor);
    }
    case 'markdown':
    case 'raw': {
      const { attachments: given } = cell;
      const attachments = isObject(given) ? { attachments: joinAttachments(given) } : {};
      return inOrderOf(cell, { ...common, cell_type: cell.cell_type, ...attachments }, minor);
    }
    default:
      return fail(`${at}.cell_type: expected code, markdown or raw, got ${JSON.stringify(cell.cell_type)}.`);
  }
}

function joinAttachments(attachments: Record<string, unknown>): IAttachments {
  const joined = Object.entries(attachments).map(([name, bundle]) => [
    name,
    isObject(bundle) ? joinBundle(bundle) : bundle,
  ]);
  return Object.fromEntries(joined) as IAttachments;
}

type Fail = (reason: string) => never;

/** Outputs with their texts whole; `at` names the cell in error messages. */
export function strictOutputs(outputs: unknown, at: string, fail: Fail): Output[] {
  if (outputs === undefined) return [];
  if (!Array.isArray(outputs)) return fail(`${at}.outputs: expected an array, got ${nameOf(outputs)}.`);
  return outputs.map((output: unknown, index) => {
    if (!isObject(output)) {
      return fail(`${at}.outputs[${index}]: expected an object, got ${nameOf(output)}.`);
    }
    if (output.output_type === 'stream') {
      return { ...output, text: joinLines(output.text, `${at}.outputs[${index}].text`, fail) } as Output;
    }
    if (isObject(output.data)) return { ...output, data: joinBundle(output.data) } as Output;
    return output as Output;
  });
}

/** Changes the bundle in place: what is remembered of its numbers stays true. */
function joinBundle(data: Record<string, unknown>): Record<string, unknown> {
  for (const [mime, value] of Object.entries(data)) {
    const isText = Array.isArray(value) && value.every((line) => typeof line === 'string');
    if (isText && !/\bjson$/.test(mime)) data[mime] = value.join('');
  }
  return data;
}

function joinLines(value: unknown, at: string, fail: Fail): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((line) => typeof line === 'string')) return value.join('');
  return fail(`${at}: expected a string or an array of strings, got ${nameOf(value)}.`);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `${typeof value}`;
}
