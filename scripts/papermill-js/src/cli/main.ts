import { fstatSync } from 'node:fs';
import picocolors from 'picocolors';
import { readEnvironment } from '../environment.js';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import type { JsonEventWriter } from '../reports/json-events.js';
import { type Arguments, parseArguments } from './arguments.js';
import type { CommandContext } from './command-context.js';
import { JsonDisplay } from './display/json-display.js';
import { openDisplay } from './display/open-display.js';
import { executeCommand } from './execute-command.js';
import { failureText } from './failure-text.js';
import { openJsonLog, UsageError, wantsJson } from './json-log.js';
import { loadPlugins } from './load-plugins.js';
import { outliveReaders } from './outlive-readers.js';
import { untilSignal } from './until-signal.js';

/** Runs the command with the arguments after its name; resolves with the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const whyLost = outliveReaders();
  const json = wantsJson(argv) ? openJsonLog() : undefined;
  const exitCode = await runArguments(argv, json);
  const lost = await whyLost();
  if (!lost || exitCode !== 0) return exitCode;
  if (json) json.error(lost);
  else process.stderr.write(failureText(lost, picocolors.createColors(false)));
  return 1;
}

async function runArguments(argv: readonly string[], json: JsonEventWriter | undefined): Promise<number> {
  const pipes = { input: isPipe(0), output: !process.stdout.isTTY };
  const complaints: string[] = [];
  const parsed = parseArguments(argv, pipes, {
    out: (text) => process.stdout.write(text),
    err: (text) => (json ? complaints.push(text) : process.stderr.write(text)),
  });
  if (complaints.length > 0) json?.error(new UsageError(complaints.join('').trim()));
  if ('exitCode' in parsed) return parsed.exitCode;
  return untilSignal(async (signal) => {
    const context = await openContext(parsed.run, signal, json);
    try {
      const plugins = await loadPlugins(parsed.run.plugins, workingDirectory());
      return await execute(parsed.run, { ...context, plugins });
    } catch (error) {
      context.fail(error);
      return 1;
    } finally {
      context.display.close();
    }
  });
}

/** @throws NotebookIoError where the folder in which the command was started has been deleted. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch (cause) {
    const message =
      'The folder in which papermill-js was started does not exist any more: change to another one.';
    throw new NotebookIoError('.', message, { cause });
  }
}

async function execute(given: Arguments, context: CommandContext): Promise<number> {
  if (given.command === 'execute') return executeCommand(given, context);
  if (given.command === 'watch') {
    const { watchCommand } = await import('./watch-command.js');
    return watchCommand(given, context);
  }
  const { runCommand } = await import('./run-command.js');
  return runCommand(given, context);
}

async function openContext(
  given: Arguments,
  signal: AbortSignal,
  json: JsonEventWriter | undefined,
): Promise<Omit<CommandContext, 'plugins'>> {
  const { stderr } = process;
  const { ci, noColor, github, ciRoot } = readEnvironment();
  const { logOutput, logLevel, progressBar } = given;
  const colors = picocolors.createColors(stderr.isTTY && !noColor);
  const eachCell = given.command !== 'run' || given.verbose;
  const now = (): number => performance.now();
  const options = { eachCell, logOutput, logLevel, progressBar, colors, now };
  const display = json ? new JsonDisplay(json) : await openDisplay(options, stderr, stderr.isTTY && !ci);
  signal.addEventListener('abort', () => display.onCancel(reasonOf(signal)), { once: true });
  const own = given.command === 'run' ? undefined : given.input;
  const write = (text: string): void => {
    stderr.write(text);
  };
  return {
    display,
    colors,
    github,
    ciRoot,
    signal,
    write,
    fail(error, notebook) {
      display.close();
      if (json) json.error(error, notebook ?? own);
      else write(failureText(error, colors, notebook));
    },
  };
}

function reasonOf({ reason }: AbortSignal): string {
  return reason instanceof Error ? reason.message : String(reason);
}

function isPipe(descriptor: number): boolean {
  try {
    // Node's realpathSync takes the numbers that this leaves for those of a path, and would stop at a pipe's: packages
    // that are links, as pnpm makes them, would not find their own. As bigints they are left elsewhere.
    return fstatSync(descriptor, { bigint: true }).isFIFO();
  } catch {
    // A closed descriptor is none.
    return false;
  }
}
