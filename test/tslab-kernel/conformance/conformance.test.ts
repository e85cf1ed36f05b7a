import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, describe, it, type TestContext } from 'node:test';
import { LabError } from '../../../scripts/lab/lab-error.js';
import { ensurePythonEnvironment, testRequirements } from '../../../scripts/lab/python-environment.js';
import { projectRoot } from '../../../scripts/lessons.js';

/** What Jupyter's tests ask for and this kernel does not have; the reasons stand where they are skipped. */
const NOT_APPLICABLE = ['TslabIopubWelcomeTests.test_recv_iopub_welcome_msg', 'TslabKernelTests.test_pager'];

interface Results {
  readonly ran: number;
  readonly skipped: Readonly<Record<string, string>>;
  readonly failed: readonly string[];
}

describe("Jupyter's own tests of a kernel (jupyter_kernel_test)", () => {
  let run: { readonly results: Results; readonly printed: string } | LabError;
  before(async () => {
    run = await runConformance();
  });

  /** On a machine without Python there is nothing to run them with; CI has to have it. */
  function outcome(t: TestContext) {
    if (!(run instanceof LabError)) return run;
    if (process.env.CI) throw run;
    t.skip(run.message);
    return undefined;
  }

  it('pass', (t) => {
    const { results, printed } = outcome(t) ?? {};
    if (!results) return;
    assert.deepEqual(results.failed, [], printed);
    assert.ok(results.ran > 18, printed);
  });

  it('are skipped only where they do not apply', (t) => {
    const { results, printed } = outcome(t) ?? {};
    if (!results) return;
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
  } catch (error) {
    if (error instanceof LabError && error.code === 'PythonMissing') return error;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
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
