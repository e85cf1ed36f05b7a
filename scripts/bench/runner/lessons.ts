import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { executeNotebook } from 'papermill-js';
import { type Lesson, lessons, notebookPath, projectRoot } from '../../lessons.ts';
import { openPrivatePlace } from '../../private-place.ts';
import type { Case } from './cases.ts';
import { fourTimesFaster } from './rows.ts';
import { floorName, type Job, mixedName, ownName, papermillName } from './runners.ts';

const oneByOne = 'tslab: the four lessons, one after the other';

/** The lessons as `npm start` runs them, and all at once; each run has a local-aws of its own. */
export async function lessonsCases(folder: string): Promise<Case[]> {
  await mkdir(path.join(folder, 'lessons'), { recursive: true });
  const common = {
    jobs: await Promise.all(lessons.map((lesson) => lessonJob(folder, lesson))),
    prepare: openPrivatePlace,
    leastRuns: 2,
  };
  return [
    {
      ...common,
      what: 'tslab, the lessons',
      // `jupyter execute` runs a notebook in its own folder only, and these are prepared in another.
      columns: [ownName, floorName, papermillName, mixedName],
      rows: [{ measure: 'whole', what: oneByOne, limits: [fourTimesFaster()] }],
      atOnce: 1,
    },
    {
      ...common,
      what: 'tslab, the lessons at once',
      columns: [ownName],
      rows: [
        {
          measure: 'whole',
          what: 'tslab: the four lessons, all at once',
          limits: [fourTimesFaster(oneByOne)],
        },
      ],
      atOnce: lessons.length,
    },
  ];
}

/** papermill cannot write parameters in TypeScript, so that it is given notebooks that hold them. */
async function lessonJob(folder: string, lesson: Lesson): Promise<Job> {
  const input = path.join(folder, `${lesson.name}.ipynb`);
  const given = { parameters: lesson.headlessParameters, prepareOnly: true };
  await executeNotebook(notebookPath(lesson), input, given);
  const parameters = Object.entries(lesson.headlessParameters);
  return {
    input,
    output: path.join(folder, 'lessons', `${lesson.name}.ipynb`),
    language: 'tslab',
    cwd: path.join(projectRoot, 'notebooks'),
    unprepared: {
      input: notebookPath(lesson),
      parameters: parameters.flatMap(([name, value]) => ['-p', name, String(value)]),
    },
  };
}
