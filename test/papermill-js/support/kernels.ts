import { mkdtempSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The kernelspec folder of this project's own kernel. */
export const tslabKernelDir = join(root, 'scripts/tslab-kernel/share/jupyter/kernels/tslab');

/** Something with an end to clean up at: a test's context, or `{ after }` of a suite. */
export interface Scope {
  after(fn: () => Promise<void>): void;
}

/** A folder that is removed when the scope ends. */
export function temporaryFolder(scope: Scope): string {
  const dir = mkdtempSync(join(tmpdir(), 'papermill-js-test-'));
  scope.after(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  return dir;
}

/** Fields of a `kernel.json` that a test sets. */
export interface SpecFields {
  readonly argv?: readonly string[];
  readonly display_name?: string;
  readonly language?: string;
  readonly interrupt_mode?: string;
  readonly env?: Record<string, string>;
}

/** Writes `kernel.json` into `parent/name` and returns that folder. */
export async function writeKernelSpec(parent: string, name: string, fields: SpecFields): Promise<string> {
  const dir = join(parent, name);
  await mkdir(dir, { recursive: true });
  const spec = { argv: ['node'], display_name: name, language: 'javascript', ...fields };
  await writeFile(join(dir, 'kernel.json'), JSON.stringify(spec));
  return dir;
}

/** Stock tslab, whose protocol faults a runner must live with. */
export function stockTslab(parent: string): Promise<string> {
  const script = join(root, 'node_modules/tslab/bin/tslab');
  const argv = ['node', script, 'kernel', '--config-path', '{connection_file}'];
  return writeKernelSpec(parent, 'stock', { argv, language: 'typescript' });
}

/** The kernel whose cells say what it sends; see `fixtures/scripted-kernel.mjs` for the flags. */
export function scriptedKernel(
  parent: string,
  flags: readonly string[] = [],
  fields: SpecFields = {},
): Promise<string> {
  const script = join(root, 'test/papermill-js/fixtures/scripted-kernel.mjs');
  return writeKernelSpec(parent, 'scripted', {
    argv: ['node', script, '{connection_file}', ...flags],
    ...fields,
  });
}
