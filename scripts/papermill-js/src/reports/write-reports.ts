import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../io/write-atomically.js';
import type { RunResult } from '../notebook-result.js';

/** A page for people; a file for CI; a file for programs. */
export const reportFormats = ['html', 'junit', 'json'] as const;

export type ReportFormat = (typeof reportFormats)[number];

/** A report that is asked for. */
export interface ReportTarget {
  readonly format: ReportFormat;
  /** The file to write. For `html` also a folder, one that is there or that ends in a slash: then an index and a page
   * for each notebook. */
  readonly path: string;
}

/** What reports show that the run itself does not say. */
export interface ReportOptions {
  /** Heading of HTML pages. Default the notebook's name, or the number of notebooks. */
  readonly title?: string;
  /** Language of the notebooks' prose, for HTML's `lang`. Default `en`. */
  readonly lang?: string;
}

type WriteReport = (run: RunResult, path: string, options: ReportOptions) => Promise<void>;

/** Every format; what draws a report is loaded when it is asked for. */
const writers: Readonly<Record<ReportFormat, WriteReport>> = {
  async html(run, path, options) {
    const { renderHtmlReport, renderHtmlSite } = await import('./html.js');
    if (!(await isFolder(path))) {
      const page = await renderHtmlReport(run, { ...options, path });
      return writeAtomically(path, page);
    }
    for await (const { name, html } of renderHtmlSite(run, {
      ...options,
      path: join(path, 'index.html'),
    })) {
      await writeAtomically(join(path, name), html);
    }
  },
  async junit(run, path) {
    const { renderJUnitReport } = await import('./junit.js');
    await writeAtomically(path, await renderJUnitReport(run));
  },
  async json(run, path) {
    const { renderJsonReport } = await import('./json-report.js');
    await writeAtomically(path, renderJsonReport(run));
  },
};

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

async function isFolder(path: string): Promise<boolean> {
  if (/[/\\]$/.test(path)) return true;
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
