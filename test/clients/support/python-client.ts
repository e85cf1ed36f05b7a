import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensurePythonEnvironment } from '../../../scripts/lab/python-environment.js';
import { type LocalAws, startLocalAws } from '../../../scripts/local-aws/src/index.js';

const requirements = path.join(import.meta.dirname, '..', 'requirements.txt');

/** What a program left behind. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What came of a case of `unittest`, by its sentence. */
export interface CaseResult {
  readonly title: string;
  readonly outcome: 'passed' | 'skipped' | 'failed';
  readonly details?: string;
}

/** A local-aws as anyone starts it, and a Python whose programs are told of it by the usual variables alone. */
export interface PythonClient extends AsyncDisposable {
  readonly aws: LocalAws;
  readonly folder: string;
  /** `python <args>`; `env` is added to what it is told. */
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended>;
  /** The `unittest` cases of a file. */
  runCases(file: string, env?: NodeJS.ProcessEnv): Promise<CaseResult[]>;
}

export async function openPythonClient(): Promise<PythonClient> {
  const { python } = await ensurePythonEnvironment({ requirements });
  const folder = await mkdtemp(path.join(tmpdir(), 'local-aws-client-'));
  const aws = await startLocalAws({ port: 0, dataDir: path.join(folder, 'data') });
  const running = new Set<ChildProcess>();

  const run = async (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> => {
    const child = spawn(python, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environmentFor(aws.endpoint, folder), ...env },
    });
    running.add(child);
    const printed = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        printed[name] += chunk;
      });
    }
    const [exitCode] = (await once(child, 'close')) as [number | null];
    running.delete(child);
    return { exitCode, ...printed };
  };

  let files = 0;
  return {
    aws,
    folder,
    run,
    async runCases(file, env) {
      const results = path.join(folder, `results-${++files}.json`);
      const runner = path.join(import.meta.dirname, 'run_cases.py');
      const { stdout, stderr } = await run([runner, results, file], env);
      const text = await readFile(results, 'utf8').catch(() => {
        throw new Error(`${path.basename(file)} ended without results:\n${stdout}${stderr}`);
      });
      return JSON.parse(text) as CaseResult[];
    },
    async [Symbol.asyncDispose]() {
      for (const child of running) child.kill();
      await aws.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Endpoint, region, keys; and nothing of what this machine's user has set for AWS. */
function environmentFor(endpoint: string, folder: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(AWS_|BOTO)/i.test(name));
  return {
    ...Object.fromEntries(own),
    AWS_ENDPOINT_URL: endpoint,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_CONFIG_FILE: path.join(folder, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'no-credentials'),
    PYTHONUTF8: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}
