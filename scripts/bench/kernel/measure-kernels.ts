import { BenchError } from '../bench-error.ts';
import type { GroupResult, Measured } from '../result.ts';
import { ensureDeno } from './ensure-deno.ts';
import { KernelRun } from './kernel-run.ts';
import {
  type BenchedKernel,
  denoKernel,
  denoName,
  ownKernel,
  ownName,
  stockKernel,
  withoutSnapshot,
} from './kernels.ts';
import { measureMemory, measureTimes, type Values } from './measures.ts';
import { processTree } from './process-tree.ts';
import { rowNames, toRow } from './rows.ts';

export interface MeasureKernelsOptions {
  /** How often each kernel's times are measured. */
  readonly runs: number;
  /** Runs that come first and do not count. Default 1. */
  readonly warmUps?: number;
  readonly progress: (text: string) => void;
  /** Finds Deno. Default {@link ensureDeno}. */
  readonly findDeno?: typeof ensureDeno;
}

/** Memory hardly varies: so many runs are enough. */
const mostMemoryRuns = 3;

/** Our kernel beside stock tslab's and Deno's, one after the other in each run, so that all have the same weather. */
export async function measureKernels({
  runs,
  warmUps = 1,
  progress,
  findDeno = ensureDeno,
}: MeasureKernelsOptions): Promise<GroupResult> {
  const field = await lineUp(progress, findDeno);
  const memoryRuns = Math.min(runs, mostMemoryRuns);
  const steps = [
    ...Array.from({ length: warmUps + runs }, (_, run) => ({
      measure: measureTimes,
      counts: run >= warmUps,
    })),
    ...Array.from({ length: memoryRuns }, () => ({ measure: measureMemory, counts: true })),
  ];
  for (const [index, { measure, counts }] of steps.entries()) {
    progress(`  run ${index + 1} of ${steps.length}`);
    for (const entrant of field.entrants) await take(entrant, measure, counts);
  }
  return {
    name: 'kernel',
    title: `The TypeScript kernels: ${runs} runs in turn after ${warmUps} not counted, for memory ${memoryRuns}`,
    about: [...field.about, ...(await aboutMemory())],
    columns: [...field.entrants.map(({ kernel }) => kernel.name), ...(field.denoMissing ? [denoName] : [])],
    rows: rowNames.map((name) => {
      const columns = field.entrants.map((entrant) => [entrant.kernel.name, measuredOf(entrant, name)]);
      const deno = field.denoMissing ? { [denoName]: { leftOut: field.denoMissing } } : {};
      return toRow(name, { ...Object.fromEntries(columns), ...deno });
    }),
  };
}

/** A kernel with what was measured of it so far. */
interface Entrant {
  readonly kernel: BenchedKernel;
  readonly values: Values[];
  /** What went wrong; it is not started again. */
  failure?: string;
}

interface Field {
  readonly entrants: readonly Entrant[];
  readonly about: readonly string[];
  readonly denoMissing: string | undefined;
}

/** Starts each kernel once, to be told what it is. */
async function lineUp(progress: (text: string) => void, findDeno: typeof ensureDeno): Promise<Field> {
  const own = await ownKernel();
  const introduced = await introduce(own);
  const deno = await findDeno({ progress }).catch((error: unknown) => {
    if (error instanceof BenchError && error.code === 'DenoMissing') return error;
    throw error;
  });
  const hasDeno = typeof deno === 'string';
  const others = [await stockKernel(), ...(hasDeno ? [denoKernel(deno)] : [])];
  const about = [introduced.text];
  if (introduced.hasSnapshot) others.unshift(withoutSnapshot(own));
  for (const kernel of others) about.push((await introduce(kernel)).text);
  return {
    entrants: [own, ...others].map((kernel) => ({ kernel, values: [] })),
    about,
    denoMissing: hasDeno ? undefined : deno.message,
  };
}

async function introduce(kernel: BenchedKernel): Promise<{ text: string; hasSnapshot: boolean }> {
  const run = await KernelRun.start(kernel.spec);
  try {
    const tree = run.pid === undefined ? undefined : await processTree(run.pid);
    const hasSnapshot = tree?.processes.some(({ command }) => command.includes('--snapshot-blob')) ?? false;
    const facts = [kernel.versions ?? versionsIn(run.info), kernel.remark];
    if (kernel.name === ownName) facts.push(hasSnapshot ? 'started from a snapshot' : 'no snapshot in use');
    return { text: `${kernel.name}: ${facts.join('; ')}`, hasSnapshot };
  } finally {
    await run.stop();
  }
}

function versionsIn(info: KernelRun['info']): string {
  const language = info.language_info as { version?: string } | undefined;
  return `${info.implementation} ${info.implementation_version}, TypeScript ${language?.version}`;
}

async function take(entrant: Entrant, measure: typeof measureTimes, counts: boolean): Promise<void> {
  if (entrant.failure) return;
  try {
    const values = await measure(entrant.kernel);
    if (counts) entrant.values.push(values);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    entrant.failure = error.message;
  }
}

function measuredOf({ values, failure }: Entrant, name: keyof Values): Measured {
  if (failure) return { leftOut: failure };
  const own = values.flatMap((run) => run[name] ?? []);
  return own.length > 0 ? { values: own } : { leftOut: 'this system has no figure for it' };
}

async function aboutMemory(): Promise<string[]> {
  const kind = (await processTree(process.pid))?.kind;
  return kind ? [`memory: ${kind} of the kernel's process and of all that it has started`] : [];
}
