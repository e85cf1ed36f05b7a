import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { BenchError } from '../bench-error.ts';
import type { Case } from './cases.ts';
import { type CommandRun, runCommand } from './command-run.ts';
import type { Measure } from './rows.ts';
import type { Job, Runner } from './runners.ts';

/** What the runs of one runner in a case gave: milliseconds, and megabytes for memory. */
export interface Values extends Record<Measure, number[]> {
  /** Why it is not measured, or not measured any more. */
  failure?: string;
  /** How many of the lines that were printed it kept. */
  linesKept?: number;
}

export interface RunCaseOptions {
  readonly runs: number;
  /** A runner is not run again once its runs have taken so long, unless the case asks for more. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/** For each notebook; what takes longer, a person would not wait for. */
const commandPatienceMs = 40_000;

/** Runs a case with each runner in turn, so that all have the same weather; by the name of the column. */
export async function runCase(
  one: Case,
  runners: readonly Runner[],
  { runs, patienceMs, signal }: RunCaseOptions,
): Promise<Map<string, Values>> {
  const language = one.jobs[0]?.language ?? 'tslab';
  const field = runners.filter(
    ({ name, languages }) => one.columns.includes(name) && languages.includes(language),
  );
  const all = new Map<string, Values>();
  for (const { name } of field) {
    const failure = one.leftOut?.[name];
    all.set(name, { first: [], whole: [], memory: [], ...(failure && { failure }) });
  }
  for (let run = 0; run < runs; run++) {
    for (const runner of field) {
      const values = all.get(runner.name);
      if (!values || values.failure !== undefined || signal.aborted) continue;
      const spentMs = values.whole.reduce((sum, ms) => sum + ms, 0);
      if (run >= (one.leastRuns ?? 1) && spentMs > patienceMs) continue;
      await runOnce(one, runner, values, signal);
    }
  }
  return all;
}

async function runOnce(one: Case, runner: Runner, values: Values, signal: AbortSignal): Promise<void> {
  await using prepared = await one.prepare?.();
  try {
    const startedTick = performance.now();
    const ran = await runJobs(one, runner, prepared?.env ?? {}, signal);
    values.whole.push(ran.length === 1 && ran[0] ? ran[0].wholeMs : performance.now() - startedTick);
    const [run] = ran;
    const [job] = one.jobs;
    if (!run || !job) return;
    if (run.memory !== undefined) values.memory.push(run.memory / 1024 ** 2);
    const wanted = new Set(one.rows.map(({ measure }) => measure));
    if (wanted.has('first')) values.first.push((await firstCellAt(job, runner, run)) - run.startedAt);
    if (one.lines !== undefined && runner.saves) values.linesKept = await countLines(job);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    values.failure = error.message;
  }
}

async function runJobs(
  one: Case,
  runner: Runner,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<CommandRun[]> {
  const run = (command: readonly string[], count = 1) =>
    runCommand(command, {
      env: { ...runner.env, ...env },
      cwd: path.dirname(one.jobs[0]?.input ?? ''),
      patienceMs: commandPatienceMs * count,
      watchMemory: one.rows.some(({ measure }) => measure === 'memory'),
      signal,
    });
  if (one.atOnce !== undefined && runner.commandForAll) {
    return [await run(runner.commandForAll(one.jobs, one.atOnce), one.jobs.length)];
  }
  const ran: CommandRun[] = [];
  for (const job of one.jobs) ran.push(await run(runner.command(job)));
  return ran;
}

/** The first cell prints when it ran; who saves nothing has printed that. In milliseconds since 1970. */
async function firstCellAt(job: Job, { name, saves }: Runner, { stdout }: CommandRun): Promise<number> {
  const text = saves ? await printed(job, 0) : stdout;
  const time = Number(text.trim());
  if (time > 0) return time;
  throw new BenchError('RunnerFailed', `${name} lost what the first cell printed: ${JSON.stringify(text)}`);
}

async function countLines(job: Job): Promise<number> {
  return (await printed(job, 1)).split('\n').filter((line) => line.startsWith('line ')).length;
}

/** What a cell of the executed notebook printed. */
async function printed({ output }: Job, index: number): Promise<string> {
  const { cells } = JSON.parse(await readFile(output, 'utf8')) as { cells: SavedCell[] };
  const outputs = cells[index]?.outputs ?? [];
  const streams = outputs.filter(({ name }) => name === 'stdout');
  return streams.map(({ text }) => (typeof text === 'string' ? text : (text ?? []).join(''))).join('');
}

interface SavedCell {
  readonly outputs?: readonly { readonly name?: string; readonly text?: string | readonly string[] }[];
}
