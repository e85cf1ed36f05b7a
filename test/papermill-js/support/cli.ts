import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../../scripts/papermill-js/bin/papermill-js.js', import.meta.url));

/** What a command left behind. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. */
export interface RunningCommand {
  readonly child: ChildProcess;
  /** Resolves when stderr holds the text. */
  untilStderr(text: string): Promise<void>;
  readonly ended: Promise<CommandResult>;
}

/**
 * Starts `papermill-js`, its output piped; the folder is where it runs. With null, its standard input stays open.
 * Variables are added to its environment, or taken out of it where undefined.
 */
export function startCommand(
  args: readonly string[],
  cwd: string,
  stdin?: string | null,
  variables: Readonly<Record<string, string | undefined>> = {},
): RunningCommand {
  const env = { ...process.env, CI: '', GITHUB_ACTIONS: '', NO_COLOR: '', FORCE_COLOR: '', ...variables };
  const child = spawn(process.execPath, [bin, ...args], { cwd, env, stdio: 'pipe' });
  if (stdin !== null) child.stdin.end(stdin);
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      written[name] += chunk;
    });
  }
  const ended = once(child, 'close').then(([exitCode]) => ({
    exitCode: exitCode as number | null,
    ...written,
  }));
  const untilStderr = async (wanted: string): Promise<void> => {
    while (!written.stderr.includes(wanted))
      await Promise.race([once(child.stderr, 'data'), failWhenEnded(ended)]);
  };
  return { child, untilStderr, ended };
}

async function failWhenEnded(ended: Promise<CommandResult>): Promise<never> {
  throw new Error(`The command ended: ${JSON.stringify(await ended)}`);
}

/** Runs `papermill-js` to its end. */
export function runCommand(
  args: readonly string[],
  cwd: string,
  stdin?: string,
  variables?: Readonly<Record<string, string | undefined>>,
): Promise<CommandResult> {
  return startCommand(args, cwd, stdin, variables).ended;
}

/**
 * Runs `papermill-js` from a line of a POSIX shell, in which `"$@"` is the command with its arguments: for what only a
 * shell can do to a process.
 */
export async function runInShell(
  line: string,
  args: readonly string[],
  cwd: string,
): Promise<{ exitCode: number; stderr: string }> {
  const env = { ...process.env, CI: '', GITHUB_ACTIONS: '', NO_COLOR: '', FORCE_COLOR: '' };
  const child = spawn('sh', ['-c', line, 'sh', process.execPath, bin, ...args], { cwd, env, stdio: 'pipe' });
  child.stdin.end();
  child.stdout.resume();
  const [stderr, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { exitCode: exitCode as number, stderr };
}
