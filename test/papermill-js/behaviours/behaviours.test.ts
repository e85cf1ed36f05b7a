import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import {
  type ExecutedNotebook,
  ExecutionError,
  executeNotebook,
  type Output,
} from '../../../scripts/papermill-js/src/index.js';
import { temporaryFolder } from '../support/kernels.js';
import { readValid } from '../support/notebooks.js';
import { type FoundKernel, findKernel, type KernelId, kernelTitles } from './kernels.js';
import { type Behaviour, behaviours, type Outcome, type Shown } from './table.js';

const fixtures = path.join(import.meta.dirname, '../fixtures/behaviours');

describe('A notebook that shows how', { concurrency: 3 }, () => {
  const folder = temporaryFolder({ after });
  const kernels = new Map<KernelId, FoundKernel>();
  before(async () => {
    const ids = Object.keys(kernelTitles) as KernelId[];
    await Promise.all(ids.map(async (id) => kernels.set(id, await findKernel(id, folder))));
  });

  for (const behaviour of behaviours) {
    const shows = path.basename(behaviour.notebook).replaceAll('-', ' ');
    for (const id of behaviour.on) {
      it(`${shows}, on ${kernelTitles[id]}`, async (t) => {
        const kernel = kernelOf(id, t);
        if (!kernel) return;
        const output = path.join(folder, id, `${behaviour.notebook}.ipynb`);
        const shown = await run(behaviour, kernel, output);
        agree(shown, { ...behaviour.expect, ...behaviour.except?.[id] });
        await readValid(output);
      });
    }
  }

  function kernelOf(id: KernelId, t: TestContext) {
    const found = kernels.get(id);
    assert.ok(found, id);
    if ('missing' in found) t.skip(found.missing);
    return 'missing' in found ? undefined : found;
  }
});

describe('The fixture notebooks', () => {
  it('are all in the table', () => {
    const files = ['typescript', 'python'].flatMap((language) =>
      readdirSync(path.join(fixtures, language)).map(
        (file) => `${language}/${path.basename(file, '.ipynb')}`,
      ),
    );
    assert.deepEqual(new Set(behaviours.map(({ notebook }) => notebook)), new Set(files));
  });
});

async function run(
  { notebook }: Behaviour,
  { dir, name }: Exclude<FoundKernel, { missing: string }>,
  output: string,
): Promise<Outcome> {
  const input = path.join(fixtures, `${notebook}.ipynb`);
  const options = { kernelName: name, kernelDirs: [dir], cwd: path.dirname(dir) };
  try {
    return outcomeOf(await executeNotebook(input, output, options), 'well');
  } catch (error) {
    if (!(error instanceof ExecutionError)) throw error;
    return outcomeOf(error.executed, error.code);
  }
}

function outcomeOf({ notebook, cells }: ExecutedNotebook, ends: Outcome['ends']): Outcome {
  return {
    ends,
    cells: cells.map(({ status }) => status),
    outputs: notebook.cells.flatMap((cell) => (cell.cell_type === 'code' ? [cell.outputs.map(show)] : [])),
  };
}

function show(output: Output): string {
  if (output.output_type === 'stream') return `${output.name}: ${output.text}`;
  if (output.output_type === 'error') return `error: ${output.ename}: ${output.evalue}`;
  const entries = Object.entries(output.data).map(([mime, data]) => `${mime}: ${String(data).trimEnd()}`);
  return entries.sort().join(', ');
}

/** What a kernel leaves open is left empty in the table. */
function agree(shown: Outcome, expected: Outcome): void {
  assert.equal(shown.ends, expected.ends, brief(shown));
  if (expected.cells.length > 0) assert.deepEqual(shown.cells, expected.cells, brief(shown));
  if (expected.outputs.length === 0) return;
  assert.deepEqual(
    shown.outputs.map((outputs) => outputs.length),
    expected.outputs.map((outputs) => outputs.length),
    brief(shown),
  );
  for (const [cell, outputs] of expected.outputs.entries()) {
    for (const [index, output] of outputs.entries()) agreeOn(shown.outputs[cell]?.[index], output);
  }
}

function agreeOn(shown: Shown | undefined, expected: Shown): void {
  if (expected instanceof RegExp) assert.match(String(shown), expected);
  else assert.equal(digest(String(shown)), digest(expected));
}

/** Long texts are compared by what identifies them, so that a difference can be read. */
function digest(text: string): string {
  if (text.length < 1000) return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return `${text.slice(0, 100)}…${text.slice(-100)} (${text.length} characters, SHA-256 ${hash}…)`;
}

function brief(outcome: Outcome): string {
  return JSON.stringify(outcome, (_, value) => (typeof value === 'string' ? digest(value) : value), 1);
}
