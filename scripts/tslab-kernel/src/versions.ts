import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from './snapshot/locate.js';

const require = createRequire(import.meta.url);

function versionIn(packageJson: string): string {
  const { version } = JSON.parse(readFileSync(packageJson, 'utf8')) as { version: string };
  return version;
}

/** The versions that `kernel_info_reply` and `--version` tell. Reading TypeScript's does not load it. */
export function readVersions(): { kernel: string; tslab: string; typescript: string; node: string } {
  const tslab = require.resolve('tslab/package.json');
  return {
    kernel: versionIn(join(PACKAGE_FOLDER, 'package.json')),
    tslab: versionIn(tslab),
    typescript: versionIn(require.resolve('typescript/package.json')),
    node: process.versions.node,
  };
}
