import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { LabError } from '../../lab/lab-error.ts';
import { ensurePythonEnvironment, type PythonEnvironment } from '../../lab/python-environment.ts';
import { projectRoot } from '../../lessons.ts';
import type { GroupResult, Row } from '../result.ts';
import { writeCases } from './cases.ts';
import { type Kernels, writeKernels } from './kernels.ts';
import { lessonsCases } from './lessons.ts';
import { rowsOf } from './rows.ts';
import { runCase } from './run-case.ts';
import { floor, ownRunner, pythonNames, pythonRunners } from './runners.ts';

export interface MeasureRunnersOptions {
  /** How often each thing is measured, as far as the patience goes. */
  readonly runs: number;
  readonly progress: (text: string) => void;
  /** Chooses among the cases by what they are. Default all. */
  readonly only?: (what: string) => boolean;
  /** Finds or makes the Python environment with papermill. Default {@link ensurePapermill}. */
  readonly findPapermill?: typeof ensurePapermill;
}

/** In a case, a runner is not measured again once its runs have taken this for each run that was asked for. */
const patienceForEachRunMs = 1_500;

/** papermill, nbclient (whose command `jupyter execute` is) and ipykernel, pinned as for the comparison in the tests. */
const requirements = path.join(projectRoot, 'test', 'papermill-js', 'conformance', 'requirements.txt');

/**
 * The environment from the cache, made the first time.
 *
 * @throws LabError where there is no Python, or no connection.
 */
export function ensurePapermill(progress: (text: string) => void): Promise<PythonEnvironment> {
  const toNote = { start: (what: string) => progress(`${what} …`), step() {}, done() {} };
  return ensurePythonEnvironment({ requirements, progress: toNote });
}

/** papermill-js beside papermill, `jupyter execute` and a bare client. */
export async function measureRunners({
  runs,
  progress,
  only = () => true,
  findPapermill = ensurePapermill,
}: MeasureRunnersOptions): Promise<GroupResult> {
  const environment = await findPapermill(progress).catch((error: unknown) => {
    if (error instanceof LabError) return error;
    throw error;
  });
  const missing = environment instanceof LabError ? environment.message : undefined;
  const python = environment instanceof LabError ? undefined : environment;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-'));
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  try {
    const kernels = await writeKernels(folder, python);
    const runners = [ownRunner(kernels), floor(kernels), ...pythonRunners(kernels)];
    const cases = [...(await writeCases(folder, python !== undefined)), ...(await lessonsCases(folder))];
    const rows: Row[] = [];
    for (const one of cases.filter(({ what }) => only(what))) {
      progress(`  ${one.what}`);
      const patienceMs = runs * patienceForEachRunMs;
      const values = await runCase(one, runners, { runs, patienceMs, signal: interrupted.signal });
      if (interrupted.signal.aborted) process.exit(130);
      rows.push(...rowsOf(one, values, rows, missing));
    }
    return {
      name: 'runner',
      title: `Notebooks from the command to its end: up to ${runs} runs in turn, fewer of what takes long`,
      about: await about(kernels),
      columns: [...runners.map(({ name }) => name), ...(missing === undefined ? [] : pythonNames)],
      rows,
    };
  } finally {
    process.off('SIGINT', interrupt);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function about({ python }: Kernels): Promise<string[]> {
  const lines = [
    'papermill-js and the bare client: tslab is our kernel. papermill and jupyter execute: it is stock tslab’s.',
    'The kernels of tslab run in the lessons’ folder, for which our kernel has a start-up snapshot; only jupyter execute’s cannot.',
    'Of several notebooks papermill-js runs two at a time, and the lessons as the row says; all others run one after the other.',
    'The bare client starts the kernel, sends the cells and waits for its end; it saves nothing.',
  ];
  if (!python) return lines;
  const names = ['papermill', 'nbclient', 'ipykernel'];
  const code = `from importlib.metadata import version; print(", ".join(f"{n} {version(n)}" for n in ${JSON.stringify(names)}))`;
  const { stdout } = await promisify(execFile)(python.python, ['-c', code]);
  return [...lines, `${stdout.trim()}; jupyter execute is nbclient’s command.`];
}
