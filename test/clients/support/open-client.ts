import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type LocalAws, startLocalAws } from '../../../scripts/local-aws/src/index.js';

/** What a program left behind. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A local-aws as anyone starts it, and programs that are told of it by the usual variables alone. */
export interface Client extends AsyncDisposable {
  readonly aws: LocalAws;
  /** In which the programs run. */
  readonly folder: string;
  /** Endpoint, region, keys; and nothing of what this machine's user has set for AWS. */
  readonly env: NodeJS.ProcessEnv;
  /** What makes a program speak TLS, and trust the certificate that local-aws has made. */
  readonly tls: NodeJS.ProcessEnv;
  /** Runs a program to its end; `env` is added to what it is told. */
  run(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended>;
}

export async function openClient(): Promise<Client> {
  const folder = await mkdtemp(path.join(tmpdir(), 'local-aws-client-'));
  const aws = await startLocalAws({
    port: 0,
    dataDir: path.join(folder, 'data'),
    // AWS's channels wait for five minutes at least.
    limits: { channelFreshnessSeconds: 1 },
  });
  const env = environmentFor(aws.endpoint, folder);
  const running = new Set<ChildProcess>();
  return {
    aws,
    folder,
    env,
    tls: { AWS_ENDPOINT_URL: `https://localhost:${aws.port}`, AWS_CA_BUNDLE: aws.certificateFile },
    run: (command, args, added = {}) =>
      runProgram(command, args, { cwd: folder, env: { ...env, ...added } }, running),
    async [Symbol.asyncDispose]() {
      for (const child of running) child.kill();
      await aws.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/**
 * Runs a program to its end and keeps what it prints.
 *
 * @param running Holds the process while it runs.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  running = new Set<ChildProcess>(),
): Promise<Ended> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env });
  running.add(child);
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      printed[name] += chunk;
    });
  }
  try {
    const [exitCode] = (await once(child, 'close')) as [number | null];
    return { exitCode, ...printed };
  } finally {
    running.delete(child);
  }
}

function environmentFor(endpoint: string, folder: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(AWS_|BOTO)/i.test(name));
  return {
    ...Object.fromEntries(own),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    // boto3 and version 1 of the AWS CLI read no other variable.
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_CONFIG_FILE: path.join(folder, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'no-credentials'),
    PYTHONUTF8: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}
