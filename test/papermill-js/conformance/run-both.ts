import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PythonEnvironment } from '../../../scripts/lab/python-environment.js';

const bin = fileURLToPath(new URL('../../../scripts/papermill-js/bin/papermill-js.js', import.meta.url));

/** What a command left behind. */
export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The text of a file in the folder in which it ran. */
  read(file: string): Promise<string>;
  /** A notebook in that folder; undefined where there is none. */
  notebook(file: string): Promise<unknown>;
}

/** A folder with files for both commands. */
export interface Both {
  readonly papermill: Ran;
  readonly ours: Ran;
}

/** A cell of a notebook for both. */
export interface PythonCell {
  readonly source: string;
  readonly tags?: readonly string[];
  readonly type?: 'markdown' | 'raw';
}

/** A Python notebook as JupyterLab saves one. */
export function pythonNotebook(cells: readonly PythonCell[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
      language_info: { name: 'python' },
      custom: { kept: ['é', 1.5, null] },
    },
    cells: cells.map(({ source, tags, type }, index) => ({
      cell_type: type ?? 'code',
      id: `cell-${index + 1}`,
      metadata: tags ? { tags } : {},
      source,
      ...(type ? {} : { outputs: [], execution_count: null }),
    })),
  });
}

/**
 * Runs papermill and papermill-js with the same arguments, each in a copy of the same files.
 *
 * @param stdin is piped to both through a real pipe, as a shell makes it; without it there is none.
 */
export async function runBoth(
  { dir, python }: PythonEnvironment,
  folder: string,
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  stdin?: string,
): Promise<Both> {
  const given = path.join(folder, 'given');
  await mkdir(given, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(given, name)), { recursive: true });
    await writeFile(path.join(given, name), text);
  }
  const env = environmentOf(dir, folder);
  const run = async (name: string, command: readonly string[]): Promise<Ran> => {
    const cwd = path.join(folder, name);
    for (let attempt = 1; ; attempt++) {
      await rm(cwd, { recursive: true, force: true, maxRetries: 5 });
      await cp(given, cwd, { recursive: true });
      const timeout = name === 'papermill' ? papermillPatienceMs : undefined;
      const ran = await runIn(cwd, [...command, ...args], { env, timeout }, stdin);
      const hung = timeout !== undefined && ran.exitCode === null;
      if (attempt === 3 || !(hung || lostItsKernel.test(ran.stderr))) return ran;
    }
  };
  const [papermill, ours] = await Promise.all([
    run('papermill', [python, '-m', 'papermill']),
    run('papermill-js', [process.execPath, bin]),
  ]);
  return { papermill, ours };
}

/** papermill does not start a kernel again whose port another program took in the meantime. */
const lostItsKernel = /Kernel didn't respond in \d+ seconds|Kernel died before replying to kernel_info/;

/** papermill waits for ever where a message of its kernel's is lost: it is ended then, and tried again. */
const papermillPatienceMs = 120_000;

/** Kernels come from the environment alone, and none of this machine's settings reach IPython. */
function environmentOf(dir: string, folder: string): NodeJS.ProcessEnv {
  const binaries = path.join(dir, process.platform === 'win32' ? 'Scripts' : 'bin');
  return {
    ...process.env,
    PATH: [binaries, path.dirname(process.execPath), process.env.PATH].join(path.delimiter),
    VIRTUAL_ENV: dir,
    JUPYTER_PATH: '',
    JUPYTER_DATA_DIR: path.join(folder, 'jupyter'),
    JUPYTER_RUNTIME_DIR: path.join(folder, 'runtime'),
    IPYTHONDIR: path.join(folder, 'ipython'),
    PYTHONUTF8: '1',
    PYTHONWARNINGS: 'ignore',
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    CI: '',
  };
}

async function runIn(
  cwd: string,
  [command = '', ...args]: readonly string[],
  limits: { readonly env: NodeJS.ProcessEnv; readonly timeout: number | undefined },
  stdin: string | undefined,
): Promise<Ran> {
  const options = { cwd, ...limits, killSignal: 'SIGKILL' } as const;
  // Node would give a socket, which papermill does not take for a pipe: the shell's own `|` makes one.
  const child =
    stdin === undefined
      ? spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn('/bin/sh', ['-c', 'cat | "$@"', 'sh', command, ...args], { ...options, stdio: 'pipe' });
  child.stdin?.end(stdin);
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const read = (file: string): Promise<string> => readFile(path.join(cwd, file), 'utf8');
  return {
    exitCode,
    ...text,
    read,
    notebook: async (file) => {
      const json = await read(file).catch(() => undefined);
      return json === undefined ? undefined : JSON.parse(json);
    },
  };
}
