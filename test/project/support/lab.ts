import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { backgroundStatus, stopBackground } from 'local-aws/background';
import { ensurePythonEnvironment } from '../../../scripts/lab/python-environment.js';

const projectRoot = path.join(import.meta.dirname, '..', '..', '..');
const script = path.join(projectRoot, 'scripts', 'lab', 'open-lab.ts');

/** Where a lab that was opened with the command keeps what its kernels connect by. */
export const commandsRuntimeDir = path.join(projectRoot, '.cache', 'lab', 'home', 'runtime');

/**
 * A temporary folder for the tests of a file, and JupyterLab: real, in the project's own cache, which the first run
 * fills.
 */
export function useLab(): { newFolder(): Promise<string>; newEnv(): Promise<LabEnv> } {
  let folder = '';
  const homes: string[] = [];
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lab-'));
    await ensurePythonEnvironment();
  });
  after(async () => {
    for (const homeDir of homes) await stopBackground({ homeDir });
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const newFolder = () => mkdtemp(path.join(folder, 'lab-'));
  return {
    newFolder,
    async newEnv() {
      const LOCAL_AWS_HOME = await newFolder();
      homes.push(LOCAL_AWS_HOME);
      return { ...process.env, NO_COLOR: '1', LESSONS_TARGET: 'local', LOCAL_AWS_HOME };
    },
  };
}

/** An environment with a local-aws of its own. */
export type LabEnv = NodeJS.ProcessEnv & { readonly LOCAL_AWS_HOME: string };

/** `npm run lab` as it runs. */
export interface LabRun {
  readonly child: ChildProcess;
  /** Resolves to the address that it prints, once the lab is open. */
  opened(): Promise<URL>;
  readonly ended: Promise<{ exitCode: number | null; stdout: string; stderr: string }>;
}

/** Runs the command; what still runs ends with the test. */
export function runLab(t: TestContext, env: NodeJS.ProcessEnv, args: readonly string[]): LabRun {
  const child = spawn(process.execPath, ['--import', 'tsx', script, '--no-browser', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  const ended = once(child, 'close').then(([exitCode]) => ({ exitCode, ...text }));
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    ended,
    async opened() {
      for (;;) {
        const address = /open +(\S+)\n/.exec(text.stdout)?.[1];
        if (address) return new URL(address);
        const more = once(child.stdout, 'data').then(() => true);
        if ((await Promise.race([more, ended])) !== true) assert.fail(`It ended: ${text.stderr}`);
      }
    },
  };
}

/** Starts a kernel in the lab at `url`, waits until it listens, and returns its port. */
export async function startKernel(url: URL, runtimeDir: string): Promise<number> {
  const answer = await fetch(new URL(`/api/kernels${url.search}`, url), { method: 'POST', body: '{}' });
  assert.equal(answer.status, 201);
  const { id, name } = (await answer.json()) as { id: string; name: string };
  assert.equal(name, 'tslab');
  const file = path.join(runtimeDir, `kernel-${id}.json`);
  const { shell_port: port } = JSON.parse(await readFile(file, 'utf8')) as { shell_port: number };
  while (!(await listens(port))) await sleep(20);
  return port;
}

/** Whether anybody listens on the port of 127.0.0.1. */
export async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Waits until nobody listens on the ports any more, and the environment's local-aws has ended. */
export async function untilGone(ports: readonly number[], { LOCAL_AWS_HOME }: LabEnv): Promise<void> {
  for (const port of ports) while (await listens(port)) await sleep(20);
  while (await backgroundStatus({ homeDir: LOCAL_AWS_HOME })) await sleep(20);
}
