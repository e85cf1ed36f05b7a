import { setTimeout as sleep } from 'node:timers/promises';
import { KernelRun } from './kernel-run.ts';
import type { BenchedKernel } from './kernels.ts';
import { processTree } from './process-tree.ts';
import type { RowName } from './rows.ts';

/** What one run of a kernel gave: milliseconds, and megabytes for memory. */
export type Values = Readonly<Partial<Record<RowName, number>>>;

const shortCells = 51;
/** A kernel may go on for a moment after it has answered. */
const settleMs = 300;

/** A lesson as it is stepped through: a first cell, the imports, then one short cell after the other. */
export async function measureTimes({ spec, sharedModule }: BenchedKernel): Promise<Values> {
  const kernel = await KernelRun.start(spec);
  try {
    await kernel.untilHeard();
    await kernel.cell('2_000 + 26', '2026');
    const first = kernel.sinceSpawn();
    const imported = await importCell(kernel, sharedModule);
    let short = 0;
    for (let n = 1; n <= shortCells; n++) {
      short = await kernel.cell(`const value${n}: number = ${n} + 1_000;\nvalue${n}`, `${n + 1_000}`);
    }
    return { info: kernel.infoMs, first, import: imported, short };
  } finally {
    await kernel.stop();
  }
}

/** In a process of its own, since looking takes time. */
export async function measureMemory({ spec, sharedModule }: BenchedKernel): Promise<Values> {
  const kernel = await KernelRun.start(spec);
  try {
    await kernel.untilHeard();
    const memoryReady = await memoryOf(kernel);
    await importCell(kernel, sharedModule);
    const memoryImport = await memoryOf(kernel);
    return {
      ...(memoryReady !== undefined && { memoryReady }),
      ...(memoryImport !== undefined && { memoryImport }),
    };
  } finally {
    await kernel.stop();
  }
}

function importCell(kernel: KernelRun, sharedModule: string): Promise<number> {
  const code = `import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { connect } from '${sharedModule}';
[PutRecordCommand.name, connect.name].join(' ')`;
  return kernel.cell(code, 'PutRecordCommand connect');
}

async function memoryOf({ pid }: KernelRun): Promise<number | undefined> {
  await sleep(settleMs);
  const tree = pid === undefined ? undefined : await processTree(pid);
  return tree && tree.processes.reduce((sum, { memory }) => sum + memory, 0) / 1024 ** 2;
}
