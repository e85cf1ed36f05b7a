import path from 'node:path';
import { projectRoot } from '../../lessons.ts';
import type { Kernels } from './kernels.ts';
import type { Language } from './notebooks.ts';

/** A notebook that is to be run. */
export interface Job {
  readonly input: string;
  /** Where its outputs go, for those that save. */
  readonly output: string;
  readonly language: Language;
  /** The kernel's folder; without one, the notebook's. */
  readonly cwd?: string;
  /** How `papermill-js` is told its parameters, which `input` holds already for the others. */
  readonly unprepared?: { readonly input: string; readonly parameters: readonly string[] };
}

/** A program that runs notebooks, with the kernels it is measured on. */
export interface Runner {
  /** The heading of its column. */
  readonly name: string;
  readonly languages: readonly Language[];
  /** Variables that point it to its kernels. */
  readonly env: NodeJS.ProcessEnv;
  readonly saves: boolean;
  command(job: Job): readonly string[];
  /** Runs several in one command, so many at a time; who has none runs one after the other. */
  readonly commandForAll?: (jobs: readonly Job[], atOnce: number) => readonly string[];
}

export const ownName = 'papermill-js';
export const floorName = 'bare client';
export const papermillName = 'papermill';
export const jupyterName = 'jupyter execute';
export const mixedName = 'papermill on our kernel';
/** The columns that need Python. */
export const pythonNames = [papermillName, jupyterName, mixedName];

/** `papermill-js` as a person calls it. */
export function ownRunner({ ownData, python }: Kernels): Runner {
  const bin = path.join(projectRoot, 'scripts', 'papermill-js', 'bin', 'papermill-js.js');
  return {
    name: ownName,
    languages: python ? ['tslab', 'python3'] : ['tslab'],
    env: environmentOf(ownData, python?.dir),
    saves: true,
    command: ({ input, output, cwd, unprepared }) => [
      process.execPath,
      bin,
      unprepared?.input ?? input,
      output,
      ...(unprepared?.parameters ?? []),
      ...inFolder(cwd),
    ],
    commandForAll: (jobs, atOnce) => [
      process.execPath,
      bin,
      'run',
      ...jobs.map(({ input, unprepared }) => unprepared?.input ?? input),
      '--output-dir',
      path.dirname(jobs[0]?.output ?? ''),
      '--jobs',
      String(atOnce),
      ...jobs.flatMap(({ unprepared }) => unprepared?.parameters ?? []),
      ...inFolder(jobs[0]?.cwd),
    ],
  };
}

/** The least that it can take: see `floor.mjs`. */
export function floor({ ownData, ownSpec, python }: Kernels): Runner {
  const argv = {
    tslab: ownSpec.argv.map((part) => part.replace('{resource_dir}', ownSpec.dir)),
    python3: [python?.python ?? '', '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
  };
  argv.tslab[0] = process.execPath;
  return {
    name: floorName,
    languages: python ? ['tslab', 'python3'] : ['tslab'],
    env: { ...environmentOf(ownData, python?.dir), ...ownSpec.env },
    saves: false,
    command: ({ input, language, cwd }) => [
      process.execPath,
      path.join(import.meta.dirname, 'floor.mjs'),
      JSON.stringify({ notebook: input, argv: argv[language], cwd: cwd ?? path.dirname(input) }),
    ],
  };
}

/** The Python programs; none where there is no Python. */
export function pythonRunners({ ownData, stockData, python }: Kernels): Runner[] {
  if (!python) return [];
  const papermill = ({ input, output, cwd }: Job) => [
    python.python,
    '-m',
    'papermill',
    input,
    output,
    ...inFolder(cwd),
  ];
  return [
    {
      name: papermillName,
      languages: ['tslab', 'python3'],
      env: environmentOf(stockData, python.dir),
      saves: true,
      command: papermill,
    },
    {
      name: jupyterName,
      languages: ['tslab', 'python3'],
      env: environmentOf(stockData, python.dir),
      saves: true,
      // What `jupyter execute` calls; its script names the folder that the environment was built in.
      command: ({ input, output }) => [
        python.python,
        '-c',
        'from nbclient.cli import main; main()',
        input,
        `--output=${output}`,
      ],
    },
    {
      name: mixedName,
      languages: ['tslab'],
      env: environmentOf(ownData, python.dir),
      saves: true,
      command: papermill,
    },
  ];
}

function inFolder(cwd: string | undefined): string[] {
  return cwd === undefined ? [] : ['--cwd', cwd];
}

/** Kernels come from these places alone. */
function environmentOf(dataDir: string, prefix: string | undefined): NodeJS.ProcessEnv {
  const binaries = prefix ? [path.join(prefix, process.platform === 'win32' ? 'Scripts' : 'bin')] : [];
  return {
    ...process.env,
    PATH: [...binaries, path.dirname(process.execPath), process.env.PATH].join(path.delimiter),
    VIRTUAL_ENV: prefix,
    CONDA_PREFIX: undefined,
    JUPYTER_PATH: dataDir,
    JUPYTER_DATA_DIR: path.join(path.dirname(dataDir), 'none'),
    PYTHONUTF8: '1',
    PYTHONWARNINGS: 'ignore',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
