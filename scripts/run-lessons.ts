/**
 * `npm start`: runs the lessons headless, in the order of the course, on a private local-aws, and says what happened.
 * `npm start -- --help` shows the options.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Command, Option } from 'commander';
import { executeNotebooks, type NotebookResult, type RunEvent, writeReports } from 'papermill-js';
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
  await using place = target === 'local' ? await openPrivatePlace() : ownPlace();
  process.stderr.write(`${place.description}\n`);

  const tasks = chosen.map((lesson) => ({
    input: notebookPath(lesson),
    output: path.join(folder, `${lesson.name}.ipynb`),
    parameters: lesson.headlessParameters,
  }));
  const run = await executeNotebooks(tasks, {
    env: place.env,
    signal: interrupted.signal,
    onEvent: showProgress(chosen),
  });

  const report = path.join(folder, 'report.html');
  await writeReports(run, [{ format: 'html', path: report }], { title: 'Lessons', lang: 'pt-BR' });
  const results = run.notebooks.flatMap((result, index) => lessonResult(chosen[index], result));
  process.stdout.write(`\n${lessonTable(results)}\n\nReport: ${relative(report)}\n`);
  if (interrupted.signal.aborted) return endedBy;
  return run.ok ? 0 : 1;
}

/** Shows each lesson from its beginning to its end; they come one after the other. */
function showProgress(chosen: readonly Lesson[]): (event: RunEvent) => void {
  let progress: LessonProgress | undefined;
  return (event) => {
    const lesson = 'index' in event ? chosen[event.index] : undefined;
    if (!lesson) return;
    progress ??= new LessonProgress(lesson);
    if (event.type === 'notebook-event') progress.show(event.event);
    if (event.type !== 'notebook-result') return;
    progress.end(event.result.executed, event.result.error?.message);
    progress = undefined;
  };
}

/** Nothing for a lesson whose turn never came. */
function lessonResult(lesson: Lesson | undefined, result: NotebookResult): LessonResult[] {
  const { executed, output, outcome } = result;
  if (!lesson || outcome === 'not-run') return [];
  return [{ lesson, outputPath: relative(output ?? ''), ...(executed && { executed }) }];
}

function ownPlace(): Place {
  return {
    description: 'Running on what .env and the environment say.',
    env: {},
    async [Symbol.asyncDispose]() {},
  };
}

function relative(file: string): string {
  return path.relative(process.cwd(), file);
}
