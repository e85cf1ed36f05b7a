import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../lessons.ts';
import { findPython, oldestPython, type Python, type PythonTools } from './find-python.ts';
import { LabError } from './lab-error.ts';

/** Options of {@link ensurePythonEnvironment}. */
export interface PythonEnvironmentOptions {
  /** A requirements file that pins every package, or several that agree. Default: JupyterLab's. */
  readonly requirements?: string | readonly string[];
  /** Where environments are kept. Default `.cache/lab` of the project. */
  readonly cacheDir?: string;
  /** Whose PATH is searched for uv and Python. Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Told before an installation begins, for each step of it, and when it is done. */
  readonly progress?: InstallProgress;
  /** Ends an installation. */
  readonly signal?: AbortSignal;
}

export interface InstallProgress {
  /** `what` is e.g. `Installing JupyterLab with uv (Python 3.11.7)`. */
  start(what: string): void;
  /** A line that pip or uv printed. */
  step(line: string): void;
  done(): void;
}

/** A virtual environment in which the requirements are installed. */
export interface PythonEnvironment {
  /** Its interpreter; run programs as `python -m <module>`, since installed scripts may know an earlier place. */
  readonly python: string;
  readonly dir: string;
}

export const defaultCacheDir = path.join(projectRoot, '.cache', 'lab');
export const labRequirements = path.join(import.meta.dirname, 'requirements.txt');
/** For the kernel's conformance tests: `jupyter_kernel_test`, without JupyterLab. */
export const testRequirements = path.join(import.meta.dirname, 'requirements-test.txt');

/** What uv fetches where the machine has no Python at all. */
const fetchedPython = '3.13';

/**
 * Finds the environment for these requirements and this machine's Python in the cache, or builds it: with uv where
 * it is on the PATH, else with `venv` and pip. It is built beside its place and moved there when it is whole, so what
 * an interrupted installation leaves is never used; of two that build at once, the first one's stays.
 *
 * @throws LabError `PythonMissing`, in a sentence that says what to install; `InstallFailed` with the end of what
 *   pip or uv printed; `Stopped` where `signal` ended it.
 * @example
 * const { python } = await ensurePythonEnvironment({ requirements: testRequirements });
 * spawn(python, ['-m', 'unittest', 'test_kernel']);
 */
export async function ensurePythonEnvironment({
  requirements = labRequirements,
  cacheDir = defaultCacheDir,
  env = process.env,
  progress = silent,
  signal,
}: PythonEnvironmentOptions = {}): Promise<PythonEnvironment> {
  const files = typeof requirements === 'string' ? [requirements] : requirements;
  const tools = await findPython(env);
  const builder = chooseBuilder(tools);
  const root = path.join(cacheDir, 'environments');
  const dir = path.join(root, await keyOf(files, tools.python));
  const found = { dir, python: interpreterOf(dir) };
  if (existsSync(found.python)) return found;

  const draft = `${dir}.building-${process.pid}`;
  await mkdir(root, { recursive: true });
  await removeAbandoned(root);
  // Some packages bring CommonJS scripts, which this project's package.json would make ES modules.
  await writeFile(path.join(root, 'package.json'), '{ "type": "commonjs" }\n');
  progress.start(`Installing ${nameOf(files)} ${builder.description}`);
  try {
    const tail: string[] = [];
    const note = (line: string) => {
      tail.push(line);
      progress.step(line);
    };
    for (const [command = '', ...args] of builder.steps(draft, files)) {
      await runStep(command, args, { cwd: root, env, note, tail, signal });
    }
    await moveInto(draft, dir);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  progress.done();
  return found;
}

/** What keeps this machine from having an environment, found without installing one; undefined where nothing does. */
export async function findObstacle(env: NodeJS.ProcessEnv = process.env): Promise<LabError | undefined> {
  const tools = await findPython(env);
  try {
    chooseBuilder(tools);
    return undefined;
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
}

const silent: InstallProgress = { start() {}, step() {}, done() {} };

interface Builder {
  readonly description: string;
  /** The commands that make the environment in `dir`, one after the other. */
  steps(dir: string, files: readonly string[]): string[][];
}

function chooseBuilder({ python, tooOld, hasUv }: PythonTools): Builder {
  if (hasUv) return withUv(python);
  if (python?.hasVenv) return withVenv(python);
  if (python) {
    const [major, minor] = python.version.split('.');
    throw new LabError(
      'PythonMissing',
      `${python.executable} (Python ${python.version}) cannot make virtual environments: install its venv package (on Debian and Ubuntu: sudo apt install python${major}.${minor}-venv), or uv (https://docs.astral.sh/uv/), and run the command again.`,
    );
  }
  const found = tooOld ? `found Python ${tooOld}` : 'found none';
  throw new LabError(
    'PythonMissing',
    `JupyterLab needs Python ${oldestPython} or newer on the PATH, and I ${found}. Install a current one from https://www.python.org/downloads/, or uv (https://docs.astral.sh/uv/), and run the command again.`,
  );
}

function withUv(python: Python | undefined): Builder {
  return {
    description: `with uv (Python ${python?.version ?? fetchedPython})`,
    steps: (dir, files) => [
      ['uv', 'venv', '--relocatable', '--python', python?.executable ?? fetchedPython, dir],
      ['uv', 'pip', 'install', '--python', interpreterOf(dir), ...asRequirements(files)],
    ],
  };
}

function withVenv({ executable, version }: Python): Builder {
  return {
    description: `with pip (Python ${version})`,
    steps: (dir, files) => [
      [executable, '-I', '-m', 'venv', dir],
      [interpreterOf(dir), '-I', '-m', 'pip', 'install', ...pipFlags, ...asRequirements(files)],
    ],
  };
}

const pipFlags = ['--disable-pip-version-check', '--no-input', '--progress-bar', 'off'];

function asRequirements(files: readonly string[]): string[] {
  return files.flatMap((file) => ['-r', path.resolve(file)]);
}

function nameOf(files: readonly string[]): string {
  return files.includes(labRequirements) ? 'JupyterLab' : files.map((file) => path.basename(file)).join(', ');
}

function interpreterOf(dir: string): string {
  return process.platform === 'win32'
    ? path.join(dir, 'Scripts', 'python.exe')
    : path.join(dir, 'bin', 'python');
}

/** Everything that an environment depends on. The project's folder may be shared with a container, hence the platform. */
async function keyOf(files: readonly string[], python: Python | undefined): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file)).update('\0');
  hash.update([python?.executable ?? 'uv', process.platform, process.arch].join('\0'));
  const version = python?.version ?? fetchedPython;
  return `python-${version}-${hash.digest('hex').slice(0, 12)}`;
}

interface StepOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly note: (line: string) => void;
  readonly tail: readonly string[];
  readonly signal: AbortSignal | undefined;
}

async function runStep(command: string, args: readonly string[], options: StepOptions): Promise<void> {
  const { cwd, env, note, tail, signal } = options;
  if (signal?.aborted) throw stopped();
  // A process group of its own: Ctrl-C reaches it through `signal` alone, and with it whatever it has started.
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    detached: process.platform !== 'win32',
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', note);
  const end = () => endTree(child);
  signal?.addEventListener('abort', end, { once: true });
  const failure = await once(child, 'close').then(
    ([code]) => (code === 0 ? undefined : `exit code ${code}`),
    (error: Error) => error.message,
  );
  signal?.removeEventListener('abort', end);
  if (signal?.aborted) throw stopped();
  if (failure === undefined) return;
  const commandLine = [path.basename(command), ...args].join(' ');
  const message = `Installing the Python packages failed: \`${commandLine}\` (${failure}). Is there a connection to the package index? The end of what it printed:\n${tail.slice(-12).join('\n')}`;
  throw new LabError('InstallFailed', message);
}

function stopped(): LabError {
  return new LabError('Stopped', 'The installation was stopped; the next start begins it anew.');
}

function endTree(child: ChildProcess): void {
  if (process.platform === 'win32' || child.pid === undefined) {
    child.kill();
    return;
  }
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has just ended by itself.
  }
}

async function moveInto(draft: string, dir: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      // Another process may have built the same one meanwhile; one whose Python is gone is in the way.
      if (existsSync(interpreterOf(dir))) return;
      await rm(dir, { recursive: true, force: true });
      return await rename(draft, dir);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Windows refuses to move a folder while a virus scanner looks into it.
      if (process.platform !== 'win32' || attempt === 20 || (code !== 'EPERM' && code !== 'EACCES'))
        throw error;
      await sleep(250);
    }
  }
}

/** What builders left that were killed. */
async function removeAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const builder = /\.building-(\d+)$/.exec(name)?.[1];
    if (builder && !isAlive(Number(builder)))
      await rm(path.join(root, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
