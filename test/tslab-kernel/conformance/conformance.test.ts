import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { ensurePythonEnvironment, testRequirements } from '../../../scripts/lab/python-environment.js';
import { projectRoot } from '../../../scripts/lessons.js';
import { withoutPython } from '../../project/support/python.js';

/** What Jupyter's tests ask for and this kernel does not have; the reason stands where it is skipped. */
const NOT_APPLICABLE = ['TslabKernelTests.test_pager'];

interface Results {
  readonly ran: number;
  readonly skipped: Readonly<Record<string, string>>;
  readonly failed: readonly string[];
}

describe("Jupyter's own tests of a kernel (jupyter_kernel_test)", { skip: withoutPython }, () => {
  let outcome: { readonly results: Results; readonly printed: string };
  before(async () => {
    outcome = await runConformance();
  });

  it('pass', () => {
    const { results, printed } = outcome;
    assert.deepEqual(results.failed, [], printed);
    assert.ok(results.ran > 18, printed);
  });

  it('are skipped only where they do not apply', () => {
    const { results, printed } = outcome;
    assert.deepEqual(Object.keys(results.skipped).sort(), NOT_APPLICABLE, printed);
  });
});

async function runConformance() {
  const folder = await mkdtemp(path.join(tmpdir(), 'conformance-'));
  try {
    const { python } = await ensurePythonEnvironment({ requirements: testRequirements });
    const file = path.join(folder, 'results.json');
    const printed = await runPython(python, [path.join(import.meta.dirname, 'conformance.py'), file], folder);
    const text = await readFile(file, 'utf8').catch(() => {
      throw new Error(`The tests ended without results:\n${printed}`);
    });
    return { results: JSON.parse(text) as Results, printed };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** With the kernelspec as the package ships it, and none of this machine's own. */
async function runPython(python: string, args: readonly string[], folder: string): Promise<string> {
  const child = spawn(python, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: [path.dirname(process.execPath), process.env.PATH].join(path.delimiter),
      JUPYTER_PATH: path.join(projectRoot, 'scripts', 'tslab-kernel', 'share', 'jupyter'),
      JUPYTER_DATA_DIR: path.join(folder, 'data'),
      JUPYTER_RUNTIME_DIR: path.join(folder, 'runtime'),
      PYTHONUTF8: '1',
    },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      printed += chunk;
    });
  }
  await once(child, 'close');
  return printed;
}
