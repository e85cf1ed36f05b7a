/**
 * `npm run bench`: what the parts take on this machine, as the median of some runs with the least and the greatest.
 * `npm run bench -- --help` shows the options.
 */
import os from 'node:os';
import { type BenchArguments, type GroupName, parseArguments } from './arguments.ts';
import { formatGroup, formatVerdicts } from './report.ts';
import { allMet, type GroupResult } from './result.ts';

/** A notice about Node versions to come, between the figures. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

type Measure = (runs: number, records?: number) => Promise<GroupResult>;

// Each is loaded when it is measured: --help and a wrong option need none of them.
const groups: Readonly<Record<GroupName, Measure>> = {
  setup: async (runs) => (await import('./setup.ts')).measureSetup(runs),
  kernel: async (runs) =>
    (await import('./kernel/measure-kernels.ts')).measureKernels({ runs, progress: note }),
  runner: async (runs) =>
    (await import('./runner/measure-runners.ts')).measureRunners({ runs, progress: note }),
  'local-aws': async (runs, records) =>
    records === undefined
      ? (await import('./local-aws/measure-local-aws.ts')).measureLocalAws({ runs, progress: note })
      : (await import('./local-aws/growth.ts')).measureGrowth({ records, progress: note }),
};

const parsed = parseArguments(process.argv.slice(2));
process.exitCode = 'run' in parsed ? await measure(parsed.run) : parsed.exitCode;

async function measure({ groups: chosen, runs, json, check, records }: BenchArguments): Promise<number> {
  const machine = describeMachine();
  if (!json) process.stdout.write(`${machine}\n`);
  const results: GroupResult[] = [];
  for (const name of chosen) {
    note(`Measuring: ${name} …`);
    const result = await groups[name](runs, records);
    results.push(result);
    if (!json) process.stdout.write(`\n${formatGroup(result)}`);
  }
  if (json) process.stdout.write(`${JSON.stringify({ machine, runs, groups: results }, null, 2)}\n`);
  else process.stdout.write(`\n${formatVerdicts(results)}`);
  return check && !allMet(results) ? 1 : 0;
}

function describeMachine(): string {
  const cpus = os.cpus();
  const memory = `${Math.round(os.totalmem() / 1024 ** 3)} GiB`;
  const system = `${os.type()} ${os.arch()}`;
  return `Node ${process.version} on ${system}, ${cpus.length} x ${cpus[0]?.model.trim() ?? 'CPU'}, ${memory}`;
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
