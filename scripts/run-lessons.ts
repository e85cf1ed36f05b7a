/**
 * `npm start`: runs the lessons headless, in the order of the course, on a private local-aws, and says what happened.
 * `npm start -- --help` shows the options.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Command, Option } from 'commander';
import { executeNotebook, notebookResult, type Outcome, runResult, writeReports } from 'papermill-js';
import { LessonProgress } from './lesson-progress.ts';
import { type LessonResult, lessonTable } from './lesson-table.ts';
import { type Lesson, lessons, notebookPath, projectRoot } from './lessons.ts';
import { openPrivatePlace, type Place } from './private-place.ts';

interface Options {
  readonly outputDir: string;
  readonly target: 'local' | 'env';
}

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('Interrupted by Ctrl-C')));
process.once('SIGTERM', () => interrupted.abort(new Error('Ended by SIGTERM')));
let endedBy = 130;
process.once('SIGTERM', () => {
  endedBy = 143;
});

await new Command('npm start --')
  .description('Runs the lessons headless on an embedded stream and shows what happened.')
  .argument('[lesson...]', `which ones: ${lessons.map(({ name }) => name).join(', ')} (default: all)`)
  .option('-o, --output-dir <folder>', 'where the executed notebooks and the report go', 'out')
  .addOption(
    new Option(
      '--target <where>',
      'local: a private local-aws; env: what .env and the environment say, AWS included',
    )
      .choices(['local', 'env'])
      .default('local'),
  )
  .action(async (names: string[], options: Options) => {
    process.exitCode = await runLessons(chooseLessons(names), options);
  })
  .parseAsync();

function chooseLessons(names: readonly string[]): readonly Lesson[] {
  const unknown = names.find((name) => !lessons.some((lesson) => lesson.name === name));
  if (unknown) {
    const known = lessons.map(({ name }) => name).join(', ');
    process.stderr.write(`There is no lesson "${unknown}". The lessons are: ${known}.\n`);
    process.exit(2);
  }
  return names.length > 0 ? lessons.filter(({ name }) => names.includes(name)) : lessons;
}

async function runLessons(chosen: readonly Lesson[], { outputDir, target }: Options): Promise<number> {
  const folder = path.resolve(projectRoot, outputDir);
  await mkdir(folder, { recursive: true });
  await using place = target === 'local' ? await openPrivatePlace() : ownPlace;
  process.stderr.write(`${place.description}\n`);

  const results: LessonResult[] = [];
  for (const lesson of chosen) {
    if (interrupted.signal.aborted) break;
    results.push(await runLesson(lesson, folder, place.env));
  }

  const report = path.join(folder, 'report.html');
  const run = runResult(results.map(({ result }) => result));
  await writeReports(run, [{ format: 'html', path: report }], { title: 'Lessons', lang: 'pt-BR' });
  process.stdout.write(`\n${lessonTable(results)}\n\nReport: ${relative(report)}\n`);
  if (interrupted.signal.aborted) return endedBy;
  return results.every(({ executed }) => executed?.ok) ? 0 : 1;
}

const ownPlace: Place = {
  description: 'Running on what .env and the environment say.',
  env: {},
  async [Symbol.asyncDispose]() {},
};

async function runLesson(lesson: Lesson, folder: string, env: Place['env']): Promise<LessonResult> {
  const outputPath = path.join(folder, `${lesson.name}.ipynb`);
  const progress = new LessonProgress(lesson);
  const outcome: Outcome = await executeNotebook(notebookPath(lesson), outputPath, {
    parameters: lesson.headlessParameters,
    env,
    signal: interrupted.signal,
    onEvent: (event) => progress.show(event),
  }).then(
    (executed) => ({ executed }),
    (error: unknown) => ({ error }),
  );
  const result = notebookResult(notebookPath(lesson), outcome);
  const { executed, error } = result;
  progress.end(executed, error?.message);
  return { lesson, outputPath: relative(outputPath), result, ...(executed && { executed }) };
}

function relative(file: string): string {
  return path.relative(process.cwd(), file);
}
