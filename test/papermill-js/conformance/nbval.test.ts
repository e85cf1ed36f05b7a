import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { ensurePythonEnvironment, type PythonEnvironment } from '../../../scripts/lab/python-environment.js';
import {
  executeNotebook,
  OutputMismatchError,
  parseSanitizers,
} from '../../../scripts/papermill-js/src/index.js';
import { withoutPython } from '../../project/support/python.js';
import { temporaryFolder } from '../support/kernels.js';
import { cells, sanitizers } from './nbval-cases.js';

const requirements = path.join(import.meta.dirname, 'requirements-nbval.txt');

const notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
  cells: cells.map(({ source, saved, tags, neverRun }, index) => ({
    cell_type: 'code',
    id: `cell-${index}`,
    metadata: tags ? { tags } : {},
    source,
    outputs: saved,
    execution_count: neverRun ? null : index + 1,
  })),
};

/** Indexes of the cells for which this is true. */
function indexesOf(isTrue: (cell: (typeof cells)[number]) => boolean): number[] {
  return [...cells.keys()].filter((index) => isTrue(cells[index] as (typeof cells)[number]));
}

describe('nbval and papermill-js --check', { skip: withoutPython }, () => {
  const folder = temporaryFolder({ after });
  const file = path.join(folder, 'in.ipynb');
  let python: PythonEnvironment;
  let env: Record<string, string>;
  before(async () => {
    python = await ensurePythonEnvironment({ requirements });
    const binaries = path.join(python.dir, process.platform === 'win32' ? 'Scripts' : 'bin');
    env = {
      PATH: [binaries, process.env.PATH].join(path.delimiter),
      VIRTUAL_ENV: python.dir,
      JUPYTER_PATH: '',
      JUPYTER_DATA_DIR: path.join(folder, 'jupyter'),
      JUPYTER_RUNTIME_DIR: path.join(folder, 'runtime'),
      IPYTHONDIR: path.join(folder, 'ipython'),
      PYTHONUTF8: '1',
    };
    await writeFile(file, JSON.stringify(notebook));
    await writeFile(path.join(folder, 'sanitize.cfg'), sanitizers);
  });

  it('agree on each cell, but for what differs on purpose', async () => {
    const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '--color=no', '--nbval', 'in.ipynb'];
    const nbval = promisify(execFile)(
      python.python,
      [...args, '--nbval-sanitize-with', 'sanitize.cfg', '--tb=no', '-rf'],
      { cwd: folder, env: { ...process.env, ...env } },
    ).catch((failure: { stdout: string }) => failure);
    const ours = executeNotebook(file, null, {
      kernelDirs: [path.join(python.dir, 'share/jupyter/kernels/python3')],
      env,
      check: { sanitizers: parseSanitizers(sanitizers, 'sanitize.cfg'), builtIn: [] },
    }).catch((error: unknown) => error);
    const error = await ours;
    assert.ok(error instanceof OutputMismatchError, String(error));
    assert.deepEqual(
      error.cells.map(({ cellIndex }) => cellIndex),
      indexesOf(({ differs }) => differs),
    );
    const { stdout } = await nbval;
    assert.deepEqual(
      [...stdout.matchAll(/^FAILED .*::Cell (\d+)/gm)].map(([, index]) => Number(index)),
      indexesOf(({ differs, nbvalDisagrees }) => differs !== (nbvalDisagrees !== undefined)),
      stdout,
    );
  });
});
