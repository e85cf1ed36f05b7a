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
    for (const entrant of field.entrants) {
      await unlessItFails(entrant, async () => {
        const values = await measure(entrant.kernel);
        if (counts) entrant.values.push(values);
      });
    }
  }
  return {
    name: 'kernel',
    title: `The TypeScript kernels: ${runs} runs in turn after ${warmUps} not counted, for memory ${memoryRuns}`,
    about: [...field.entrants.flatMap(describe), ...(await aboutMemory())],
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
  versions?: string;
  /** Undefined where it cannot be known. */
  startsFromSnapshot?: boolean | undefined;
  failure?: string;
}

interface Field {
  readonly entrants: readonly Entrant[];
  readonly denoMissing: string | undefined;
}

/** Starts each kernel once, to be told what it is, with a cell: by its end everything runs that a kernel starts. */
async function lineUp(progress: (text: string) => void, findDeno: typeof ensureDeno): Promise<Field> {
  const own = await introduce(await ownKernel());
  const deno = await findDeno({ progress }).catch((error: unknown) => {
    if (error instanceof BenchError && error.code === 'DenoMissing') return error;
    throw error;
  });
  const hasDeno = typeof deno === 'string';
  const others = [
    ...(own.startsFromSnapshot ? [withoutSnapshot(own.kernel)] : []),
    await stockKernel(),
    ...(hasDeno ? [denoKernel(deno)] : []),
  ];
  const entrants: Entrant[] = [own];
  for (const kernel of others) entrants.push(await introduce(kernel));
  return { entrants, denoMissing: hasDeno ? undefined : deno.message };
}

async function introduce(kernel: BenchedKernel): Promise<Entrant> {
  const entrant: Entrant = { kernel, values: [] };
  await unlessItFails(entrant, async () => {
    const run = await KernelRun.start(kernel.spec);
    try {
      await run.untilHeard();
      await run.cell('1_000 + 1', '1001');
      const tree = run.pid === undefined ? undefined : await processTree(run.pid);
      entrant.startsFromSnapshot = tree?.processes.some(({ command }) => command.includes('--snapshot-blob'));
      entrant.versions = kernel.versions ?? versionsIn(run.info);
    } finally {
      await run.stop();
    }
  });
  return entrant;
}

function describe({ kernel, versions, startsFromSnapshot }: Entrant): string[] {
  if (!versions) return [];
  const facts = [versions, kernel.remark];
  if (kernel.name === ownName)
    facts.push(startsFromSnapshot ? 'started from a snapshot' : 'no snapshot in use');
  return [`${kernel.name}: ${facts.join('; ')}`];
}

function versionsIn(info: KernelRun['info']): string {
  const language = info.language_info as { version?: string } | undefined;
  return `${info.implementation} ${info.implementation_version}, TypeScript ${language?.version}`;
}

/** A kernel that has failed is left out from then on, and its failure is told in place of its figures. */
async function unlessItFails(entrant: Entrant, measure: () => Promise<void>): Promise<void> {
  if (entrant.failure) return;
  try {
    await measure();
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
