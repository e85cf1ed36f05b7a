/**
 * Installs what several test files share and each would install itself: the Python environments, and Deno. Two files
 * that run at once would both do so. `npm test` needs none of this; `.ci/run` calls it while it checks other things.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ensureDeno } from './bench/kernel/ensure-deno.ts';
import { ensurePythonEnvironment } from './lab/python-environment.ts';
import { projectRoot } from './lessons.ts';

const requirements = ['test', 'scripts/lab'].flatMap((place) => {
  const folder = path.join(projectRoot, place);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^requirements.*\.txt$/.test(path.basename(name)))
    .map((name) => path.join(folder, name));
});
for (const file of requirements) {
  process.stdout.write(`${path.relative(projectRoot, file)}\n`);
  await ensurePythonEnvironment({ requirements: file });
}
await ensureDeno({ progress: (text) => process.stdout.write(`${text}\n`) });
