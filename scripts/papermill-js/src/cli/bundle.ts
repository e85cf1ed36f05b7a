/**
 * The last step of this package's build: makes one CommonJS file, the core, of the modules that the command loads as it
 * starts. Finding, reading and linking more than a hundred of them takes Node longer than all else that it does until
 * a kernel is started, and CommonJS is loaded sooner. The API, and what the command imports only where it is needed,
 * are ES modules beside it. They take from the core what it holds, so that a plugin of the command and the command
 * have the same classes. Other packages stay where they are.
 */
import { readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Metafile, type PartialMessage, type Plugin } from 'esbuild';

const dist = join(dirname(fileURLToPath(import.meta.url)), '..');
const outdir = join(dist, 'bundle');
/** Imported by every execution, but only when the kernel's process runs. */
const whileKernelStarts = join(dist, 'kernel', 'session.js');

const { version } = JSON.parse(await readFile(join(dist, '..', 'package.json'), 'utf8')) as {
  version: string;
};
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  absWorkingDir: dist,
  define: { PAPERMILL_JS_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
} satisfies BuildOptions;

// Files of earlier builds would stay.
await rm(outdir, { recursive: true, force: true });
const { metafile, lazy } = await buildCore("export { run } from './cli.js';");
const core = importedAtOnce(metafile);
await buildCore(coreText(core));
await buildRest([join(dist, 'index.js'), ...lazy], core);

/** The core; what it imports only where it is needed is left out, and returned. */
async function buildCore(contents: string): Promise<{ metafile: Metafile; lazy: ReadonlySet<string> }> {
  const lazy = new Set<string>();
  const leaveOut: Plugin = {
    name: 'leave out what is imported where it is needed',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        const file = resolve(resolveDir, path);
        if (kind !== 'dynamic-import' || file === whileKernelStarts) return undefined;
        lazy.add(file);
        return { path: `./${basename(file)}`, external: true };
      }),
  };
  const { metafile } = await build({
    ...common,
    stdin: { contents, resolveDir: dist },
    outfile: join(outdir, 'core.cjs'),
    format: 'cjs',
    define: { ...common.define, 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    // Less is read sooner; the names stay, for whoever reads a stack.
    minifyWhitespace: true,
    minifySyntax: true,
    metafile: true,
    plugins: [leaveOut],
  });
  return { metafile, lazy };
}

/** The modules that are there as soon as the core is loaded. */
function importedAtOnce({ inputs }: Metafile): ReadonlySet<string> {
  const found = new Set<string>();
  const take = (name: string): void => {
    for (const { path, kind, external } of inputs[name]?.imports ?? []) {
      if (kind !== 'import-statement' || external || found.has(path)) continue;
      found.add(path);
      take(path);
    }
  };
  take('<stdin>');
  return new Set([...found].map((name) => resolve(dist, name)));
}

/** The command, and all modules of the core by their names. */
function coreText(files: ReadonlySet<string>): string {
  const names = [...files].map(nameOf);
  const imports = names.map((name, at) => `import * as m${at} from './${name}';`);
  const modules = names.map((name, at) => `'${name}': m${at}`);
  return [
    ...imports,
    "export { run } from './cli.js';",
    `export const modules = { ${modules.join(', ')} };`,
  ].join('\n');
}

async function buildRest(entryPoints: readonly string[], core: ReadonlySet<string>): Promise<void> {
  const fromCore: Plugin = {
    name: 'take from the core',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
        const file = resolve(resolveDir, path);
        // Two of it would be two kernels' worth of classes.
        const errors: PartialMessage[] = file === whileKernelStarts ? [{ text: 'only the core has it' }] : [];
        return core.has(file) ? { path: file, namespace: 'core' } : { errors };
      });
      onLoad({ filter: /^/, namespace: 'core' }, async ({ path }) => {
        const names = Object.keys(await import(pathToFileURL(path).href));
        const contents = `import { modules } from 'core';\nexport const { ${names.join(', ')} } = modules['${nameOf(path)}'];`;
        return { contents, resolveDir: dist };
      });
      onResolve({ filter: /^core$/, namespace: 'core' }, ({ path }) => ({ path, namespace: 'core-file' }));
      onLoad({ filter: /^/, namespace: 'core-file' }, () => ({
        contents:
          "import { createRequire } from 'node:module';\nexport const { modules } = createRequire(import.meta.url)('./core.cjs');",
      }));
    },
  };
  await build({
    ...common,
    entryPoints: [...entryPoints],
    outdir,
    entryNames: '[name]',
    splitting: true,
    format: 'esm',
    plugins: [fromCore],
  });
}

function nameOf(file: string): string {
  return relative(dist, file).replaceAll('\\', '/');
}
