import path from 'node:path';
import pc from 'picocolors';
import { projectRoot } from '../lessons.ts';
import { defaultCacheDir, type InstallProgress } from './python-environment.ts';

const maxStepLength = 60;

/** The installation on stderr, in the way of the set-up: what and, on a terminal, the step, then how long it took. */
export class InstallLine implements InstallProgress {
  readonly #live = Boolean(process.stderr.isTTY) && !process.env.CI;
  #startedAt = 0;

  start(what: string): void {
    this.#startedAt = Date.now();
    const where = path.relative(projectRoot, defaultCacheDir);
    process.stderr.write(`${what} into ${where}, once …\n`);
  }

  step(line: string): void {
    // pip tells for each package why it does not concern this platform.
    if (!this.#live || /^(Ignoring|Looking in)/.test(line)) return;
    this.clear();
    const text = line.trim().replace(/ \(from .*/, '');
    process.stderr.write(pc.dim(`  ${text.slice(0, maxStepLength)}`));
  }

  done(): void {
    this.clear();
    process.stderr.write(`  done in ${((Date.now() - this.#startedAt) / 1000).toFixed(1)} s\n`);
  }

  /** Takes the step away that stands there, so that another line can follow. */
  clear(): void {
    if (this.#live) process.stderr.write('\r\x1b[2K');
  }
}
