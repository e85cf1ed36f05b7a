/**
 * The last step of this package's build: makes few files of the modules that the command loads as it starts. Finding,
 * reading and linking more than a hundred of them takes Node longer than all else that it does until a kernel is
 * started. What is imported only where it is needed stays in files of its own, and other packages stay where they are.
 * The API is made of the same files, so that a plugin of the command and the command have the same classes.
 */
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = join(dirname(fileURLToPath(import.meta.url)), '..');
const outdir = join(dist, 'bundle');

// The names of parts change with what is in them: those of earlier builds would stay.
await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: [join(dist, 'cli.js'), join(dist, 'index.js')],
  outdir,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning',
});
