/**
 * The last step of this package's build: makes a few files of the hundreds of modules that a start loads, and leaves
 * out what it does not use of other packages (of the SDK's clients, all but the schemas). Finding, reading and linking
 * them takes Node longer than the rest of a start. What is imported only where it is needed is a file of its own.
 */
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const dist = join(dirname(fileURLToPath(import.meta.url)), '..');
const outdir = join(dist, 'bundle');

/** Finds its compiled part by where it lies. */
const nativeBinding: Plugin = {
  name: "leave LevelDB's binding where it is",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/binding$/ }, ({ resolveDir }) =>
      /[\\/]classic-level$/.test(resolveDir)
        ? { path: 'classic-level/binding.js', external: true }
        : undefined,
    ),
};

// Files of earlier builds would stay.
await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: {
    cli: join(dist, 'cli.js'),
    index: join(dist, 'index.js'),
    background: join(dist, 'background', 'index.js'),
    serve: join(dist, 'background', 'serve.js'),
  },
  outdir,
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  // Packages with ES modules have them here, of which unused parts can be left out.
  mainFields: ['module', 'main'],
  // The one is loaded in parts by path, the other in a thread of its own.
  external: ['@20minutes/s3rver', '@hpcc-js/wasm-zstd'],
  plugins: [nativeBinding],
  // For packages in CommonJS, of which Node's own modules are required.
  banner: {
    js: "import { createRequire as createRequireHere } from 'node:module';\nconst require = createRequireHere(import.meta.url);",
  },
  // Less is read sooner; the names stay, for whoever reads a stack.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'eof',
  logLevel: 'warning',
});
