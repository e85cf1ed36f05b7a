import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import { makeFolder } from '../io/make-folder.js';
import { isLocal, localPath } from '../io/path-scheme.js';
import type { ReportTarget } from './write-reports.js';

/**
 * Makes the folders that local reports go to, before hours of work whose report could not be written.
 *
 * @throws NotebookIoError for a folder that cannot be made or written to
 */
export async function prepareReportPlaces(targets: readonly ReportTarget[]): Promise<void> {
  for (const { path } of targets.filter((target) => target.path !== '-' && isLocal(target.path))) {
    const local = localPath(path);
    const folder = /[/\\]$/.test(local) ? local : dirname(local);
    try {
      await makeFolder(folder);
      await access(folder, constants.W_OK);
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new NotebookIoError(path, `The report ${path} cannot be written: ${reason}.`, { cause });
    }
  }
}
