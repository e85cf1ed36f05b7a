import { fstatSync } from 'node:fs';
import picocolors from 'picocolors';
import { readEnvironment } from '../environment.js';
import { type Arguments, parseArguments } from './arguments.js';
import type { CommandContext } from './command-context.js';
import { openDisplay } from './display/open-display.js';
import { executeCommand } from './execute-command.js';
import { failureText } from './failure-text.js';
import { runCommand } from './run-command.js';
import { untilSignal } from './until-signal.js';

/** Runs the command with the arguments after its name; resolves with the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const pipes = { input: isPipe(0), output: !process.stdout.isTTY };
  const parsed = parseArguments(argv, pipes, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
  if ('exitCode' in parsed) return parsed.exitCode;
  return untilSignal(async (signal) => {
    const context = await openContext(parsed.run, signal);
    try {
      return await execute(parsed.run, context);
    } catch (error) {
      context.fail(error);
      return 1;
    } finally {
      context.display.close();
    }
  });
}

function execute(given: Arguments, context: CommandContext): Promise<number> {
  return given.command === 'run' ? runCommand(given, context) : executeCommand(given, context);
}

async function openContext(given: Arguments, signal: AbortSignal): Promise<CommandContext> {
  const { stderr } = process;
  const { ci, noColor } = readEnvironment();
  const { logOutput, logLevel, progressBar } = given;
  const colors = picocolors.createColors(stderr.isTTY && !noColor);
  const eachCell = given.command === 'execute' || given.verbose;
  const now = (): number => performance.now();
  const options = { eachCell, logOutput, logLevel, progressBar, colors, now };
  const display = await openDisplay(options, stderr, stderr.isTTY && !ci);
  const write = (text: string): void => {
    stderr.write(text);
  };
  return {
    display,
    colors,
    signal,
    write,
    fail(error, notebook) {
      display.close();
      write(failureText(error, colors, notebook));
    },
  };
}

function isPipe(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFIFO();
  } catch {
    // A closed descriptor is none.
    return false;
  }
}
