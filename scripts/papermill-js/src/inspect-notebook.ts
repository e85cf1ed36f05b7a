import type { INotebookContent } from '@jupyterlab/nbformat';
import type { IoHandlers } from './io/io-handler.js';
import type { Notebook } from './notebook/model.js';
import { findParametersCell } from './notebook/parameters.js';
import { normalizeNotebook, readNotebook } from './notebook/read.js';
import { PathTemplate } from './path-template.js';
import type { NotebookParameter, Parameters } from './translators/parameters.js';
import { translatorFor } from './translators/translator.js';

/** Options of {@link inspectNotebook}. */
export interface InspectOptions {
  /** Values for the templates in the path. Default none. */
  readonly parameters?: Parameters;
  /** A kernel's name, in place of the one in the notebook. */
  readonly kernelName?: string;
  /** The language of the `parameters` cell, in place of the one that the notebook names. */
  readonly language?: string;
  /** Further places to read notebooks from, by the scheme of their paths. */
  readonly ioHandlers?: IoHandlers;
  /** Cancels the reading. */
  readonly signal?: AbortSignal;
}

/**
 * Reads which parameters a notebook has from the cell tagged `parameters`, without running anything.
 *
 * @returns the parameters in the cell's order; null where no cell is tagged so. A cell that cannot be read, or whose
 *   language tells nothing of its variables, has none.
 * @throws NotebookFormatError, NotebookIoError; ParameterError for a language that is not known.
 * @example
 * await inspectNotebook('lesson.ipynb');
 * // [{ name: 'shards', type: 'number', default: '2', help: 'how many shards' }]
 */
export async function inspectNotebook(
  input: string | Notebook | INotebookContent,
  options: InspectOptions = {},
): Promise<readonly NotebookParameter[] | null> {
  const notebook =
    typeof input === 'string'
      ? await readNotebook(new PathTemplate(options.parameters ?? {}).fill(input), options)
      : normalizeNotebook(input, 'The given object').notebook;
  const cell = findParametersCell(notebook);
  if (!cell) return null;
  const { kernelspec, language_info } = notebook.metadata;
  const language = options.language ?? language_info?.name ?? kernelspec?.language;
  const translator = await translatorFor(
    options.kernelName ?? kernelspec?.name,
    typeof language === 'string' ? language : undefined,
  );
  const found = translator.inspect?.(cell.source, cell.earlier) ?? [];
  return found.map(({ name, type, unchecked, default: value, help }) => ({
    name,
    type,
    ...(unchecked && { unchecked }),
    default: value,
    help,
  }));
}
