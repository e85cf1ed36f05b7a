import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Ajv } from 'ajv';
import draft04 from 'ajv-draft-04';
import type { Cell, CodeCell, Notebook } from '../../../scripts/papermill-js/src/index.js';
import { normalizeNotebook } from '../../../scripts/papermill-js/src/notebook/read.js';

/** A code cell as source, or with tags; or prose. */
export type CellSketch = string | { source: string; tags?: string[]; type?: 'code' | 'markdown' };

/** A notebook of these cells, whose ids are `cell-1`, `cell-2`, … */
export function sketchNotebook(cells: readonly CellSketch[], kernel = 'scripted'): Notebook {
  return normalizeNotebook(
    {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: kernel, display_name: kernel } },
      cells: cells.map((cell, index) => {
        const { source, tags = [], type = 'code' } = typeof cell === 'string' ? { source: cell } : cell;
        return { cell_type: type, id: `cell-${index + 1}`, metadata: { tags }, source };
      }),
    },
    'sketch',
  ).notebook;
}

/** Path of a fixture notebook. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/notebooks/${name}.ipynb`, import.meta.url));
}

/** A notebook file as plain JSON, checked against the official schema of nbformat 4.5. */
export async function readValid(path: string): Promise<RawNotebook> {
  const json: unknown = JSON.parse(await readFile(path, 'utf8'));
  await assertValid(json);
  return json as RawNotebook;
}

/** Fails unless the value follows the official schema of nbformat 4.5. */
export async function assertValid(notebook: unknown): Promise<void> {
  const schema = new URL('../fixtures/nbformat.v4.5.schema.json', import.meta.url);
  const ajv = new draft04.default({ strict: false, allErrors: true }) as Ajv;
  const validate = ajv.compile(JSON.parse(await readFile(schema, 'utf8')));
  assert.ok(validate(notebook), JSON.stringify(validate.errors, null, 1));
}

/** What stands in an .ipynb file, as far as tests look at it. */
export interface RawNotebook {
  readonly nbformat: number;
  readonly nbformat_minor: number;
  readonly metadata: Record<string, unknown> & { papermill: Record<string, unknown> };
  readonly cells: readonly RawCell[];
}

export interface RawCell {
  readonly cell_type: string;
  readonly id: string;
  readonly source: readonly string[];
  readonly execution_count?: number | null;
  readonly metadata: { tags: string[]; papermill: Record<string, unknown>; [key: string]: unknown };
  readonly outputs?: readonly Record<string, unknown>[];
}

/** The code cell at this place. */
export function codeCell(notebook: Notebook, index: number): CodeCell {
  const cell: Cell | undefined = notebook.cells[index];
  assert.ok(cell?.cell_type === 'code', `cell ${index} is a code cell`);
  return cell;
}

/** All stream text of a cell. */
export function textOf(cell: CodeCell, name = 'stdout'): string {
  return cell.outputs
    .map((output) => (output.output_type === 'stream' && output.name === name ? output.text : ''))
    .join('');
}
