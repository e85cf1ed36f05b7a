/** `npm run check:notebooks`: what every committed lesson has to be, and what none may carry. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findFaults } from './find-notebook-faults.ts';
import { lessons, notebookPath, projectRoot } from './lessons.ts';

let faulty = 0;
for (const lesson of lessons) {
  const file = notebookPath(lesson);
  const faults = findFaults(readFileSync(file, 'utf8'));
  faulty += faults.length;
  for (const fault of faults) process.stderr.write(`${path.relative(projectRoot, file)}: ${fault}\n`);
}
process.stdout.write(
  faulty > 0 ? `${faulty} fault(s) found.\n` : `${lessons.length} notebooks checked, no faults.\n`,
);
process.exitCode = faulty > 0 ? 1 : 0;
