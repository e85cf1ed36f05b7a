import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../../lessons.ts';
import { type Language, manyLines, megabytes, shortCells, writeNotebook } from './notebooks.ts';
import { flatAgainst, fourTimesFaster, type Limit, type Measure, nearFloor } from './rows.ts';
import { floorName, type Job, jupyterName, mixedName, ownName, papermillName } from './runners.ts';

/** Something that runners do, with the rows that it is shown in. */
export interface Case {
  readonly what: string;
  readonly jobs: readonly Job[];
  readonly columns: readonly string[];
  readonly rows: readonly CaseRow[];
  /** Who can runs all notebooks in one command, so many at a time; the others one after the other. */
  readonly atOnce?: number;
  /** Lines that the last cell prints, to be counted in the output. */
  readonly lines?: number;
  /** Reasons by column why it is not measured. */
  readonly leftOut?: Readonly<Record<string, string>>;
  /** What each run begins with: more variables, and what is to be ended after it. */
  readonly prepare?: () => Promise<Prepared>;
  /** Runs that a runner gets even if one takes long. Default 1. */
  readonly leastRuns?: number;
}

export interface Prepared extends AsyncDisposable {
  readonly env: NodeJS.ProcessEnv;
}

export interface CaseRow {
  readonly measure: Measure;
  readonly what: string;
  readonly limits: readonly Limit[];
}

const python: Readonly<Record<Language, boolean>> = { tslab: false, python3: true };
const kernelNames = { tslab: 'tslab', python3: 'ipykernel' } as const;
const compared = [ownName, floorName, papermillName, jupyterName];
const linesPrinted = 20_000;

/** All cases but the lessons, with their notebooks in `folder`. */
export async function writeCases(folder: string, withPython: boolean): Promise<Case[]> {
  const languages = (['tslab', 'python3'] as const).filter((language) => withPython || !python[language]);
  const cases: Case[] = [];
  for (const language of languages) {
    const write = (name: string, cells: readonly string[]) => job(folder, language, name, cells);
    const kernel = kernelNames[language];
    const mixed = language === 'tslab' ? [mixedName] : [];
    cases.push(
      {
        what: `${kernel}, one cell`,
        jobs: [await write('one', shortCells(language, 1))],
        columns: [...compared, ...mixed],
        rows: [
          {
            measure: 'first',
            what: `${kernel}: start to first cell`,
            limits: language === 'tslab' ? [fourTimesFaster()] : [],
          },
          { measure: 'whole', what: `${kernel}: one cell`, limits: [nearFloor] },
        ],
      },
      {
        what: `${kernel}, 50 cells`,
        jobs: [await write('fifty', shortCells(language, 50))],
        columns: [...compared, ...mixed],
        rows: [whole(`${kernel}: 50 cells`, nearFloor)],
      },
      {
        what: `${kernel}, 1,000 cells`,
        jobs: [await write('thousand', shortCells(language, 1_000))],
        columns: compared,
        rows: [whole(`${kernel}: 1,000 cells`, nearFloor)],
      },
      {
        what: `${kernel}, ${linesPrinted.toLocaleString('en-US')} lines`,
        jobs: [await write('lines', manyLines(language, linesPrinted))],
        columns: compared,
        rows: [whole(`${kernel}: 20,000 lines of output`, nearFloor)],
        lines: linesPrinted,
      },
      {
        what: `${kernel}, four notebooks`,
        jobs: await Promise.all([1, 2, 3, 4].map((n) => write(`fifty-${n}`, shortCells(language, 50)))),
        columns: compared,
        rows: [whole(`${kernel}: four notebooks of 50 cells`)],
        atOnce: 2,
      },
    );
  }
  return [...cases, ...(await memoryCases(folder))];
}

function whole(what: string, ...limits: Limit[]): CaseRow {
  return { measure: 'whole', what, limits };
}

const smallMemory = 'tslab: most memory, 30 cells of 1 MB of output';

async function memoryCases(folder: string): Promise<Case[]> {
  const [small, great] = await Promise.all(
    [30, 120].map((count) => job(folder, 'tslab', `megabytes-${count}`, megabytes('tslab', count))),
  );
  if (!small || !great) return [];
  const leftOut = { [papermillName]: 'it writes the notebook anew after each cell, which takes minutes' };
  return [
    {
      what: 'memory, 30 MB',
      jobs: [small],
      columns: [ownName, papermillName, jupyterName],
      rows: [{ measure: 'memory', what: smallMemory, limits: [] }],
    },
    {
      what: 'memory, 120 MB',
      jobs: [great],
      columns: [ownName, papermillName, jupyterName],
      leftOut,
      rows: [
        {
          measure: 'memory',
          what: 'tslab: most memory, 120 such cells',
          limits: [flatAgainst(smallMemory)],
        },
      ],
    },
  ];
}

async function job(folder: string, language: Language, name: string, cells: readonly string[]): Promise<Job> {
  const dir = path.join(folder, language);
  await mkdir(path.join(dir, 'out'), { recursive: true });
  const input = path.join(dir, `${name}.ipynb`);
  await writeNotebook(input, language, cells);
  // Our kernel's start-up snapshot is made for this folder, as the lessons' are run in it.
  const cwd = language === 'tslab' ? { cwd: path.join(projectRoot, 'notebooks') } : {};
  return { input, output: path.join(dir, 'out', `${name}.ipynb`), language, ...cwd };
}
