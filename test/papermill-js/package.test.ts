import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { readValid } from './support/notebooks.js';
import { type InstalledPackage, inRoot, installPacked } from './support/packed-package.js';

const typedProgram = `
import { executeNotebook, Kernel, streamNotebook, type Engine, type IoHandler } from 'papermill-js';

const mem: IoHandler = { read: async () => '{}', write: async () => undefined };
const idle: Engine = {
  open: async () => ({ kernelName: undefined, language: undefined, run: async () => undefined }),
};
export async function use(signal: AbortSignal): Promise<number> {
  await using kernel = await Kernel.start({ name: 'tslab', signal });
  const { ok } = await kernel.execute('1', { signal });
  for await (const event of streamNotebook('a.ipynb', null, { kernel })) if (event.type === 'cell-end') break;
  const options = { engines: { idle }, engineName: 'idle', ioHandlers: { mem }, signal };
  const { cells } = await executeNotebook('mem://a', 'mem://b', options);
  return ok ? cells.length : 0;
}
`;

const program = `
import { CellExecutionError, executeNotebook, inspectNotebook, version } from 'papermill-js';
import manifest from 'papermill-js/package.json' with { type: 'json' };

const parameters = await inspectNotebook('in.ipynb');
const options = { kernelDirs: ['kernels/scripted'], parameters: { n: 3 } };
const { notebook } = await executeNotebook('in.ipynb', 'api.ipynb', options);
const failing = structuredClone(notebook);
failing.cells[2].source = "throw new TypeError('no')";
const error = await executeNotebook(failing, null, options).catch((reason) => reason);
console.log(JSON.stringify([
  version === manifest.version, parameters.map(({ name }) => name), error instanceof CellExecutionError, error.ename,
]));
`;

const lesson = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: 'scripted', display_name: 'scripted', language: 'javascript' } },
  cells: [
    { cell_type: 'code', id: 'a', metadata: { tags: ['parameters'] }, source: 'var n = 1;' },
    { cell_type: 'code', id: 'b', metadata: {}, source: "k.print('ran\\n')" },
  ],
};

describe("papermill-js' package", { concurrency: true }, () => {
  const folder = temporaryFolder({ after });
  let installed: InstalledPackage;
  before(async () => {
    installed = await installPacked(folder);
    await scriptedKernel(join(installed.place, 'kernels'));
    await writeFile(join(installed.place, 'in.ipynb'), JSON.stringify(lesson));
  });

  const node = (args: readonly string[]) =>
    promisify(execFile)(process.execPath, args, { cwd: installed.place, timeout: 60_000 });

  it('brings the command, the code, its types, the README and the licence, and no by-products', () => {
    const { files } = installed;
    for (const name of ['LICENSE', 'README.md', 'dist/index.d.ts']) assert.ok(files.includes(name), name);
    const shipped =
      /^(LICENSE|README\.md|package\.json|bin\/(papermill-js\.js|package\.json)|dist\/bundle\/[^/]+\.c?js|dist\/.*\.d\.ts)$/;
    assert.deepEqual(
      files.filter((name) => !shipped.test(name)),
      [],
    );
  });

  it('executes a notebook by its command, with nothing but its own dependencies', async () => {
    const { dir, manifest } = installed;
    const bin = join(dir, manifest.bin['papermill-js'] ?? '');
    assert.match(await readFile(bin, 'utf8'), /^#!\/usr\/bin\/env node\n/);
    assert.equal((await node([bin, '--version'])).stdout, `${manifest.version}\n`);
    const reports = [
      '--report',
      'html=report.html',
      '--report',
      'junit=report.xml',
      '--report',
      'json=r.json',
    ];
    await node([
      bin,
      'in.ipynb',
      'out.ipynb',
      '-p',
      'n',
      '2',
      '--kernel-dir',
      'kernels/scripted',
      ...reports,
    ]);
    const { cells } = await readValid(join(installed.place, 'out.ipynb'));
    assert.deepEqual(cells[1]?.source, ['// Parameters\n', 'var n = 2;']);
    assert.deepEqual(cells[2]?.outputs?.[0]?.text, ['ran\n']);
    assert.match(await readFile(join(installed.place, 'report.html'), 'utf8'), /ran/);
  });

  it('loads each part of itself that a command needs only now and then', async () => {
    const { dir, manifest } = installed;
    const bin = join(dir, manifest.bin['papermill-js'] ?? '');
    const kernel = ['--kernel-dir', 'kernels/scripted'];
    await node([bin, 'in.ipynb', 'saved.ipynb', ...kernel]);
    await node([bin, 'run', 'saved.ipynb', '--check', ...kernel]);
    assert.match((await node([bin, 'watch', '--help'])).stdout, /papermill-js watch/);
    assert.match((await node([bin, 'in.ipynb', '--help-notebook'])).stdout, /\n {2}n: number/);
    await assert.rejects(node([bin, 's3://bucket/in.ipynb', 'o.ipynb']), /npm install @aws-sdk\/client-s3/);
    await assert.rejects(
      node([bin, 'gs://bucket/in.ipynb', 'o.ipynb']),
      /npm install @google-cloud\/storage/,
    );
  });

  it('ends the kernel and says what to do where zeromq cannot be loaded', async () => {
    const broken = join(folder, 'broken');
    const filter = (path: string): boolean => !path.endsWith('zeromq');
    await cp(installed.place, broken, { recursive: true, verbatimSymlinks: true, filter });
    const bin = join(broken, 'node_modules/papermill-js', installed.manifest.bin['papermill-js'] ?? '');
    const run = promisify(execFile)(
      process.execPath,
      [bin, 'in.ipynb', 'out.ipynb', '--kernel-dir', 'kernels/scripted'],
      {
        cwd: broken,
        timeout: 60_000,
      },
    );
    const error = await run.catch((reason) => reason);
    assert.equal(error.code, 1, error.stderr);
    assert.match(
      error.stderr,
      /did not start: the package zeromq, .* Cannot find .*'zeromq'.* Install it again/,
    );
  });

  it('is imported as an ES module', async () => {
    await writeFile(join(installed.place, 'program.mjs'), program);
    const { stdout } = await node(['program.mjs']);
    assert.deepEqual(JSON.parse(stdout), [true, ['n'], true, 'TypeError']);
  });

  /** What the compiler says of a program in a folder below, that finds the package but nothing of this repository. */
  async function compile(
    name: string,
    lib: readonly string[],
    types: readonly string[],
    source = typedProgram,
  ): Promise<string> {
    const place = join(installed.place, name);
    await mkdir(place);
    await writeFile(join(place, 'program.ts'), source);
    const compilerOptions = {
      ...{ target: 'ES2022', lib, module: 'NodeNext', moduleResolution: 'NodeNext', types },
      ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
    };
    await writeFile(
      join(place, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, include: ['program.ts'] }),
    );
    return new Promise((resolve) => {
      const tsc = inRoot('node_modules/typescript/bin/tsc');
      execFile(process.execPath, [tsc, '-p', place], (_, said) => resolve(said));
    });
  }

  it('has types that compile in strict programs for Node, all declarations checked', async () => {
    assert.equal(await compile('node', ['ES2023'], ['node']), '');
  });

  it('has types that need none of Node where the library knows AbortSignal', async () => {
    assert.equal(await compile('dom', ['ES2023', 'DOM'], []), '');
  });

  it('has types that refuse a wrong use', async () => {
    const wrong = typedProgram.replace("name: 'tslab'", 'name: 1');
    assert.notEqual(wrong, typedProgram);
    const said = await compile('wrong', ['ES2023'], ['node'], wrong);
    assert.match(said, /TS2322: Type 'number' is not assignable to type 'string'/);
  });
});
