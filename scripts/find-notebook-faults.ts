import { isDeepStrictEqual } from 'node:util';

interface Cell {
  readonly cell_type: string;
  readonly id?: string;
  readonly metadata: { readonly tags?: readonly string[] };
  readonly source: string | readonly string[];
  readonly outputs?: readonly unknown[];
  readonly execution_count?: number | null;
}

interface Notebook {
  readonly nbformat: number;
  readonly nbformat_minor: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly cells: readonly Cell[];
}

const KERNELSPEC = { display_name: 'TypeScript (tslab)', language: 'typescript', name: 'tslab' };
const METADATA_KEYS = ['kernelspec', 'language_info'];
const MAX_CODE_LINES = 15;
/** What JupyterLab shows without scrolling beside its file browser on a small screen. */
const MAX_CODE_COLUMNS = 90;
/** An access key's own form, and any secret written as a value (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html). */
const CREDENTIAL = /\b(AKIA|ASIA)[A-Z0-9]{16}\b|(secretAccessKey|aws_secret_access_key)['"]?\s*[:=]\s*['"]/i;

/** What is wrong with a lesson as a file; empty where nothing is. Each fault names the cell and what to do. */
export function findFaults(text: string): string[] {
  let notebook: Notebook;
  try {
    notebook = JSON.parse(text) as Notebook;
  } catch (error) {
    return [`is not JSON: ${(error as Error).message}`];
  }
  return [...notebookFaults(notebook), ...notebook.cells.flatMap((cell) => [...cellFaults(cell)])];
}

function* notebookFaults({ nbformat, nbformat_minor, metadata, cells }: Notebook): Generator<string> {
  if (nbformat !== 4 || nbformat_minor !== 5) yield `is nbformat ${nbformat}.${nbformat_minor}, and not 4.5.`;
  if (!isDeepStrictEqual(metadata.kernelspec, KERNELSPEC)) {
    yield `has another kernelspec than ${JSON.stringify(KERNELSPEC)}.`;
  }
  for (const key of Object.keys(metadata).filter((key) => !METADATA_KEYS.includes(key))) {
    yield `carries metadata.${key}, which a run or an editor left behind: remove it.`;
  }
  const parameters = cells.filter((cell) => cell.metadata.tags?.includes('parameters'));
  if (parameters.length !== 1) yield `has ${parameters.length} cells tagged "parameters", and not one.`;
  const ids = cells.map((cell) => cell.id);
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index)))
    yield `has two cells "${id}".`;
}

function* cellFaults(cell: Cell): Generator<string> {
  const where = `cell "${cell.id}"`;
  const source = Array.isArray(cell.source) ? cell.source.join('') : String(cell.source);
  if (!cell.id || /^[0-9a-f-]{8,}$/.test(cell.id)) yield `${where} has no meaningful id.`;
  if (source.trim() === '') yield `${where} is empty.`;
  if (CREDENTIAL.test(source)) yield `${where} looks like it holds a credential: those belong in .env.`;
  if (cell.cell_type !== 'code') return;
  if (cell.outputs?.length)
    yield `${where} has outputs: clear them (Edit > Clear All Outputs) before committing.`;
  if (cell.execution_count != null)
    yield `${where} has an execution count: clear the outputs before committing.`;
  const lines = source.split('\n').length;
  const columns = Math.max(...source.split('\n').map((line) => line.length));
  if (columns > MAX_CODE_COLUMNS)
    yield `${where} has a line of ${columns} columns: break it at ${MAX_CODE_COLUMNS}.`;
  if (lines > MAX_CODE_LINES)
    yield `${where} has ${lines} lines of code: cut it into steps of ${MAX_CODE_LINES} at most.`;
}
