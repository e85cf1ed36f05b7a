import { stat } from 'node:fs/promises';
import type { IoHandlers } from '../io/io-handler.js';
import { targetFor } from '../io/notebook-target.js';
import { isLocal, localPath } from '../io/path-scheme.js';
import type { RunResult } from '../notebook-result.js';

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

/** What reports show that the run itself does not say. */
export interface ReportOptions {
  /** Heading of HTML pages. Default the notebook's name, or the number of notebooks. */
  readonly title?: string;
  /** Language of the notebooks' prose, for HTML's `lang`. Default `en`. */
  readonly lang?: string;
  /** The folder that JUnit's paths are relative to; CI looks for files from the repository's root. Default the current one. */
  readonly root?: string;
  /** What writes to paths with a scheme, beside what is built in. */
  readonly ioHandlers?: IoHandlers;
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
    for await (const { name, html } of renderHtmlSite(run, own))
      await write(`${folder}${name}`, html, options);
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

function write(path: string, text: string, { ioHandlers }: ReportOptions): Promise<void> {
  return targetFor(path, ioHandlers).write([text]);
}

/** The path with a slash at its end, where it is a folder; undefined for a file. */
async function asFolder(path: string): Promise<string | undefined> {
  if (/[/\\]$/.test(path)) return path;
  const found = isLocal(path) ? await stat(localPath(path)).catch(() => undefined) : undefined;
  return found?.isDirectory() ? `${path}/` : undefined;
}

/**
 * Writes the reports of a run, each whole or not at all; missing folders are made.
 *
 * @throws NotebookIoError when one cannot be written, after the others were.
 * @example await writeReports(run, [{ format: 'junit', path: 'report.xml' }, { format: 'html', path: 'report/' }]);
 */
export async function writeReports(
  run: RunResult,
  targets: readonly ReportTarget[],
  options: ReportOptions = {},
): Promise<void> {
  const failures: unknown[] = [];
  for (const { format, path } of targets) {
    await writers[format](run, path, options).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}
