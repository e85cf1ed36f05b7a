import { mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, sep } from 'node:path';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import { keepLocally, wasKept } from '../io/keep-locally.js';
import { targetFor } from '../io/notebook-target.js';
import { isLocal, localPath } from '../io/path-scheme.js';
import { graceAfter, graceMs } from '../io/patience.js';
import type { RunResult } from '../notebook-result.js';
import type { ReportOptions } from './report-options.js';

/** A page for people; a file for CI; a file for programs. */
export const reportFormats = ['html', 'junit', 'json'] as const;

export type ReportFormat = (typeof reportFormats)[number];

/** A report that is asked for. */
export interface ReportTarget {
  readonly format: ReportFormat;
  /**
   * Where to write it: a file, `-` for standard output, or a path with a scheme. For `html` also a folder, one that is
   * there or that ends in a slash: then an index and a page for each notebook.
   */
  readonly path: string;
}

type WriteReport = (run: RunResult, path: string, options: ReportOptions) => Promise<void>;

/** Every format; what draws a report is loaded when it is asked for. */
const writers: Readonly<Record<ReportFormat, WriteReport>> = {
  async html(run, path, options) {
    const { renderHtmlReport, renderHtmlSite } = await import('./html.js');
    const folder = await asFolder(path);
    const page = folder === undefined ? path : `${folder}index.html`;
    const own = { ...options, ...(isLocal(page) && { path: localPath(page) }) };
    if (folder === undefined) return write(path, await renderHtmlReport(run, own), options);
    const writePages = async (to: string): Promise<void> => {
      for await (const { name, html } of renderHtmlSite(run, own))
        await targetFor(`${to}${name}`, options.ioHandlers).write([html], options);
    };
    try {
      await writePages(folder);
    } catch (error) {
      if (isLocal(folder) || !(error instanceof NotebookIoError)) throw error;
      const kept = `${await mkdtemp(join(tmpdir(), 'papermill-js-'))}${sep}`;
      await writePages(kept);
      throw wasKept(error, 'report', kept);
    }
  },
  async junit(run, path, options) {
    const { renderJUnitReport } = await import('./junit.js');
    await write(path, await renderJUnitReport(run, options.root), options);
  },
  async json(run, path, options) {
    const { renderJsonReport } = await import('./json-report.js');
    await write(path, renderJsonReport(run), options);
  },
};

async function write(path: string, text: string, options: ReportOptions): Promise<void> {
  const target = targetFor(path, options.ioHandlers);
  try {
    await target.write([text], options);
  } catch (error) {
    if (!target.isRemote || !(error instanceof NotebookIoError)) throw error;
    const ending = extname(error.path.replace(/[?#].*$/s, ''));
    throw await keepLocally(error, 'report', /^\.\w+$/.test(ending) ? ending : '', [text]);
  }
}

/** The path with a slash at its end, where it is a folder; undefined for a file. */
async function asFolder(path: string): Promise<string | undefined> {
  if (/[/\\]$/.test(path)) return path;
  const found = isLocal(path) ? await stat(localPath(path)).catch(() => undefined) : undefined;
  return found?.isDirectory() ? `${path}/` : undefined;
}

/**
 * Writes the reports of a run side by side, each whole or not at all; missing folders are made. What cannot be written
 * where a scheme says is saved in a temporary folder of this machine, and the error says where.
 *
 * @throws NotebookIoError when one cannot be written, after the others were; where it is several, all are in its
 *   message, and its cause is an AggregateError of theirs.
 * @example await writeReports(run, [{ format: 'junit', path: 'report.xml' }, { format: 'html', path: 'report/' }]);
 */
export async function writeReports(
  run: RunResult,
  targets: readonly ReportTarget[],
  options: ReportOptions = {},
): Promise<void> {
  using grace = options.signal && graceAfter(options.signal, graceMs.reports);
  const patient = { ...options, ...(grace && { signal: grace.signal }) };
  const attempts = await Promise.allSettled(
    targets.map(({ format, path }) => writers[format](run, path, patient)),
  );
  const failures = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []));
  if (failures.length > 1) throw severalFailed(failures);
  if (failures.length === 1) throw failures[0];
}

function severalFailed(failures: readonly unknown[]): unknown {
  const unexpected = failures.find((failure) => !(failure instanceof NotebookIoError));
  const told = failures.filter((failure) => failure instanceof NotebookIoError);
  const [first] = told;
  if (unexpected !== undefined || !first) return unexpected;
  const cause = new AggregateError(told, `${told.length} reports cannot be written`);
  return new NotebookIoError(first.path, told.map(({ message }) => message).join('\n'), { cause });
}
