/**
 * `npm run lab`: opens the lessons in JupyterLab, with the TypeScript kernel and local-aws, until Ctrl-C.
 * `npm run lab -- --help` shows the options.
 */
import { constants } from 'node:os';
import path from 'node:path';
import { LessonError } from '@aws-streaming-lessons/shared/dist/errors.js';
import { LocalAwsError } from 'local-aws/background';
import pc from 'picocolors';
import { type LabArguments, parseArguments } from './arguments.ts';
import { hasBrowser } from './browser.ts';
import { InstallLine } from './install-line.ts';
import { LabError } from './lab-error.ts';
import { ensurePythonEnvironment } from './python-environment.ts';
import { type Lab, startLab } from './start-lab.ts';

type Ending = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

const shownLogLines = 15;

const parsed = parseArguments(process.argv.slice(2));
if ('exitCode' in parsed) process.exitCode = parsed.exitCode;
else process.exitCode = await openLab(parsed.run);

async function openLab({ port, lang, browser, installOnly }: LabArguments): Promise<number> {
  const stopped = new AbortController();
  const opened: { lab?: Lab } = {};
  listenForEnd((signal) => {
    if (stopped.signal.aborted) {
      opened.lab?.kill();
      process.exit(exitCodeOf(signal));
    }
    stopped.abort(signal);
  });
  const progress = new InstallLine();
  try {
    if (installOnly) {
      await ensurePythonEnvironment({ progress, signal: stopped.signal });
      return 0;
    }
    opened.lab = await startLab({
      port,
      lang,
      openBrowser: browser && hasBrowser(process.env),
      progress,
      signal: stopped.signal,
    });
    return await attend(opened.lab, stopped.signal);
  } catch (error) {
    progress.clear();
    if (!(error instanceof LabError || error instanceof LessonError || error instanceof LocalAwsError))
      throw error;
    complain(error.message);
    return stopped.signal.aborted ? exitCodeOf(stopped.signal.reason) : 1;
  }
}

/** Until it ends, by a signal to this process or by itself. */
async function attend(lab: Lab, stopped: AbortSignal): Promise<number> {
  say(`${pc.bold('JupyterLab')} is open on the lessons. Ctrl-C ends all of it.`);
  say(`  open   ${pc.cyan(lab.url)}`);
  say(`  AWS    ${lab.aws}`);
  say(`  log    ${path.relative(process.cwd(), lab.logFile)}`);
  if (process.env.CODESPACES)
    say('  In a codespace: Ctrl and a click on the address opens it through the forwarded port.');
  const asked = new Promise<Ending>((resolve) => {
    if (stopped.aborted) resolve(stopped.reason);
    stopped.addEventListener('abort', () => resolve(stopped.reason));
  });
  const end = await Promise.race([lab.ended, asked]);
  if (typeof end === 'string') {
    say('The lab ends.');
    await lab.stop();
    return exitCodeOf(end);
  }
  const tail = end.code === 0 ? '' : await lab.logTail(shownLogLines);
  await lab.stop();
  if (end.code === 0) {
    say('JupyterLab was shut down from its menu. The lab ends.');
    return 0;
  }
  const how = end.signal ?? `exit code ${end.code}`;
  complain(`JupyterLab ended unexpectedly (${how}). The end of its log, ${lab.logFile}:\n${tail}`);
  return 1;
}

function listenForEnd(listener: (signal: Ending) => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => listener(signal));
  // A terminal that was closed takes no more lines, which is no reason to leave the rest running.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

function exitCodeOf(signal: Ending): number {
  return 128 + constants.signals[signal];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}
