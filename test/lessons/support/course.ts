import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startLocalAws } from 'local-aws';
import { type ExecutedNotebook, executeNotebook, type Output } from 'papermill-js';
import { lessons, notebookPath, projectRoot } from '../../../scripts/lessons.js';

/** A server and a state folder for a run of the lessons. */
export interface Course extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  /** Runs a lesson from a fresh kernel to its last cell; rejects where a cell fails. */
  run(name: string, options?: RunOptions): Promise<ExecutedNotebook>;
  /** A kernelspec folder for tslab as its users install it. */
  stockTslab(): Promise<string>;
}

export interface RunOptions {
  /** In place of the lesson's own and of what a headless run shortens. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  /** A kernelspec folder, in place of our kernel's. */
  readonly kernelDir?: string;
}

export async function openCourse(): Promise<Course> {
  const server = await startLocalAws({ port: 0, transitionMs: 50 });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'course-'));
  const env = {
    LESSONS_TARGET: 'endpoint',
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: 'us-east-1',
    LESSONS_STATE_DIR: folder,
  };
  return {
    env,
    run(name, { parameters, kernelDir } = {}) {
      const lesson = lessons.find((candidate) => candidate.name === name);
      if (!lesson) throw new Error(`There is no lesson ${name}.`);
      return executeNotebook(notebookPath(lesson), null, {
        parameters: { ...lesson.headlessParameters, ...parameters },
        env,
        ...(kernelDir && { kernelDirs: [kernelDir] }),
      });
    },
    async stockTslab() {
      const dir = path.join(folder, 'stock');
      const script = path.join(projectRoot, 'node_modules', 'tslab', 'bin', 'tslab');
      const argv = ['node', script, 'kernel', '--config-path', '{connection_file}'];
      await mkdir(dir, { recursive: true });
      const spec = { argv, display_name: 'stock tslab', language: 'typescript' };
      await writeFile(path.join(dir, 'kernel.json'), JSON.stringify(spec));
      return dir;
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Everything that a cell printed or showed as text. */
export function textOf(executed: ExecutedNotebook, cellId: string): string {
  return outputsOf(executed, cellId)
    .map((output) => ('text' in output ? output.text : bundleOf(output)['text/plain']))
    .map((text) => (Array.isArray(text) ? text.join('') : String(text)))
    .join('');
}

/** The MIME types that a cell showed. */
export function typesOf(executed: ExecutedNotebook, cellId: string): string[] {
  return outputsOf(executed, cellId).flatMap((output) => Object.keys(bundleOf(output)));
}

function outputsOf({ notebook }: ExecutedNotebook, cellId: string) {
  const cell = notebook.cells.find(({ id }) => id === cellId);
  if (cell?.cell_type !== 'code') throw new Error(`There is no code cell ${cellId}.`);
  return cell.outputs;
}

function bundleOf(output: Output): Record<string, unknown> {
  return 'data' in output ? (output.data as Record<string, unknown>) : {};
}
