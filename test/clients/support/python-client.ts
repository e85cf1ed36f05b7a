import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ensurePythonEnvironment } from '../../../scripts/lab/python-environment.js';
import type { CaseResult } from './case-result.js';
import { type Client, type Ended, openClient } from './open-client.js';

const requirements = path.join(import.meta.dirname, '..', 'requirements.txt');

/** A local-aws, and a Python whose programs are told of it. */
export interface PythonClient extends AsyncDisposable, Omit<Client, 'run'> {
  /** `python <args>`; `env` is added to what it is told. */
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended>;
  /** The `unittest` cases of a file. */
  runCases(file: string, env?: NodeJS.ProcessEnv): Promise<CaseResult[]>;
}

export async function openPythonClient(): Promise<PythonClient> {
  const { python } = await ensurePythonEnvironment({ requirements });
  const client = await openClient();
  const run = (args: readonly string[], env?: NodeJS.ProcessEnv) => client.run(python, args, env);
  let files = 0;
  return {
    ...client,
    run,
    async runCases(file, env) {
      const results = path.join(client.folder, `results-${++files}.json`);
      const runner = path.join(import.meta.dirname, 'run_cases.py');
      const { stdout, stderr } = await run([runner, results, file], env);
      const text = await readFile(results, 'utf8').catch(() => {
        throw new Error(`${path.basename(file)} ended without results:\n${stdout}${stderr}`);
      });
      return JSON.parse(text) as CaseResult[];
    },
  };
}
