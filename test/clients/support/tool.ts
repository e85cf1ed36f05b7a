import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../scripts/lessons.js';

/** Where the programs of a client are built, so that a second run finds them: `.cache/clients/<client>`. */
export const buildFolder = (client: string) => path.join(projectRoot, '.cache', 'clients', client);

/** A program, the arguments with which it tells its version, and the oldest that serves, e.g. `1.24`. */
export interface Tool {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly oldest: string;
}

/** Why tests that need these programs are skipped; false where all are there. */
export function withoutTools(...tools: readonly Tool[]): string | false {
  const missing = tools.flatMap(({ name, command, args, oldest }) => {
    const version = versionOf(command, args);
    if (version !== undefined && !isOlder(version, oldest)) return [];
    return [`${name} ${oldest} or newer (${version === undefined ? 'not found' : `found ${version}`})`];
  });
  return missing.length > 0 && `to be tried, it wants on the PATH: ${missing.join(' and ')}`;
}

/** The AWS CLI of version 2, which may lie behind one of version 1 on the PATH. */
export function findAwsCli2(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const name = process.platform === 'win32' ? 'aws.exe' : 'aws';
  return folders
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file) && versionOf(file, ['--version'])?.startsWith('2.'));
}

function versionOf(command: string, args: readonly string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? /\d+\.\d+(\.\d+)?/.exec(stdout + stderr)?.[0] : undefined;
}

function isOlder(version: string, oldest: string): boolean {
  return version.localeCompare(oldest, 'en', { numeric: true }) < 0;
}
