/**
 * The last step of this package's build: makes one file of the modules that a kernel loads as it starts, and one of
 * its control thread's. Finding, reading and linking sixty modules takes Node as long as all else that it does until
 * a kernel answers, and CommonJS is loaded sooner. The files lie as deep in `dist` as the modules that they are made
 * of, which find others by where they are.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { PACKAGE_FOLDER } from '../snapshot/locate.js';

const dist = join(PACKAGE_FOLDER, 'dist');
const outdir = join(dist, 'bundle');

await build({
  entryPoints: [join(dist, 'start', 'main.js'), join(dist, 'protocol', 'control-thread.js')],
  outdir,
  entryNames: '[name]',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.19',
  packages: 'external',
  external: ['../cli.js'],
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "'use strict'; const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  logLevel: 'warning',
});
await mkdir(outdir, { recursive: true });
await writeFile(join(outdir, 'package.json'), '{ "type": "commonjs" }\n');
