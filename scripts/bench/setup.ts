import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from '../lessons.ts';
import type { GroupResult } from './result.ts';

/** What every command of the project pays before it begins. */
export function measureSetup(runs: number): GroupResult {
  const values = Array.from({ length: runs }, () => {
    const startedAt = performance.now();
    spawnSync(process.execPath, [path.join(projectRoot, 'scripts', 'setup.mjs')]);
    return performance.now() - startedAt;
  });
  const row = { what: 'nothing to do', unit: 'ms', measured: { setup: { values } }, verdicts: [] } as const;
  return { name: 'setup', title: 'Set-up', about: [], columns: ['setup'], rows: [row] };
}
