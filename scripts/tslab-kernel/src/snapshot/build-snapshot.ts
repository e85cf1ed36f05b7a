import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Plugin } from 'esbuild';
import { TYPESCRIPT_OF_TSLAB } from '../compiler/answer-require.js';
import { messageOf, TslabKernelError } from '../errors.js';
import { SNAPSHOT_OPTIONS, snapshotEnvironment } from './environment.js';
import { cacheFolder, snapshotFile } from './locate.js';
import { writeRecipe } from './rebuild.js';

/** Options of {@link buildSnapshot}. */
export interface BuildSnapshotOptions {
  /**
   * Modules whose declarations the snapshot shall hold, so that the first cell that imports them need not
   * wait: names as a cell in `cwd` writes them. Default: none but Node's own.
   */
  readonly imports?: readonly string[];
  /** Where these names are looked up. Default: the present working directory. */
  readonly cwd?: string;
}

/** Snapshots that are kept: of two versions of Node, say, and of the day before. */
const KEPT = 3;
const WORK = 'build-';
/** A builder that was killed leaves its folder. */
const ABANDONED_MS = 600_000;
const run = promisify(execFile);

/**
 * Freezes the compiler into the file that kernels' compilers start from with this Node. Takes some seconds; the file
 * takes about 30 MB. The three newest files are kept.
 *
 * @returns the file
 * @throws TslabKernelError SNAPSHOT_FAILED
 *
 * @example
 * await buildSnapshot({ imports: ['@aws-sdk/client-kinesis'], cwd: 'notebooks' });
 */
export async function buildSnapshot({
  imports = [],
  cwd = process.cwd(),
}: BuildSnapshotOptions = {}): Promise<string> {
  const file = snapshotFile();
  const folder = cacheFolder();
  try {
    await mkdir(folder, { recursive: true });
    const work = await mkdtemp(join(folder, WORK));
    try {
      const program = join(work, 'program.cjs');
      const blob = join(work, 'start.blob');
      await bundle(program);
      const typescript = createRequire(import.meta.url).resolve('typescript');
      const build = ['--snapshot-blob', blob, '--build-snapshot', program, typescript, warmUp(imports)];
      const env = { ...snapshotEnvironment(), NODE_NO_WARNINGS: '1' };
      await run(process.execPath, [...SNAPSHOT_OPTIONS, ...build], { cwd, env });
      await rename(blob, file);
      writeRecipe({ imports, cwd });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    await removeOlder(folder);
  } catch (cause) {
    throw new TslabKernelError(
      'SNAPSHOT_FAILED',
      `The start-up snapshot could not be built in ${folder} (${reasonOf(cause)}). Kernels start without it, a second later; set TSLAB_KERNEL_CACHE to a folder of yours, or TSLAB_KERNEL_SNAPSHOT=off.`,
      { cause },
    );
  }
  return file;
}

/** What the program has said of it, or else the error itself. */
function reasonOf(cause: unknown): string {
  const { stderr } = cause as { stderr?: unknown };
  return typeof stderr === 'string' && stderr !== '' ? stderr.trim() : messageOf(cause);
}

/** One file, as a program that is frozen cannot load others. */
async function bundle(outfile: string): Promise<void> {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [fileURLToPath(new URL('./frozen-program.js', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
    // The snapshot and the memory hold the program's text, too. With TSLAB_KERNEL_SNAPSHOT=off, names in stack traces
    // are those of the sources.
    minify: true,
    lineLimit: 120,
    // The bundled modules find this package's files as they do in their own folders, which lie side by side.
    // tslab finds the types of Node beside itself.
    define: { 'import.meta.url': JSON.stringify(import.meta.url), __dirname: JSON.stringify(tslabFolder()) },
    plugins: [giveTypescript],
  });
}

function tslabFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('tslab/dist/converter.js'));
}

const giveTypescript: Plugin = {
  name: 'typescript-for-tslab',
  setup(build) {
    const path = fileURLToPath(new URL('./frozen-typescript.js', import.meta.url));
    const contents = `module.exports = require(${JSON.stringify(path)}).typescriptForTslab;`;
    build.onResolve({ filter: new RegExp(`^${TYPESCRIPT_OF_TSLAB}$`) }, () => ({ path, namespace: 'tslab' }));
    build.onLoad({ filter: /./, namespace: 'tslab' }, () => ({ contents, resolveDir: '/' }));
  },
};

/** A cell that makes the compiler parse, bind and check what most first cells need. */
function warmUp(imports: readonly string[]): string {
  const lines = imports.map((name, index) => `import * as module${index} from ${JSON.stringify(name)};`);
  return `${lines.join('\n')}\nconst text: string = 'a';\nconsole.log(text);\n`;
}

async function removeOlder(folder: string): Promise<void> {
  const dated = await Promise.all(
    (await readdir(folder)).map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
  );
  const snapshots = dated.filter(({ name }) => name.endsWith('.blob')).sort((a, b) => b.at - a.at);
  const abandoned = dated.filter(({ name, at }) => name.startsWith(WORK) && Date.now() - at > ABANDONED_MS);
  await Promise.all(
    [...snapshots.slice(KEPT), ...abandoned].map(({ name }) =>
      rm(join(folder, name), { recursive: true, force: true }),
    ),
  );
}
