import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { TestKernel } from './support/kernel-client.js';

describe('imports of a notebook', () => {
  let folder: string;
  let kernel: TestKernel;
  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'tslab-modules-')));
    await mkdir(join(folder, 'notebooks'));
    await writePackage('esm', 'module', 'export const kind = "esm";\nexport const read = async () => 1;\n');
    await writePackage('cjs', 'commonjs', 'exports.kind = "cjs";\nexports.read = async () => 1;\n');
    kernel = await TestKernel.start({ cwd: join(folder, 'notebooks') });
  });
  after(async () => {
    await kernel.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function writePackage(name: string, type: string, javascript: string): Promise<void> {
    const dist = join(folder, name, 'dist');
    await mkdir(dist, { recursive: true });
    const packageJson = { name, type, main: './dist/index.js', types: './dist/index.d.ts' };
    await writeFile(join(folder, name, 'package.json'), JSON.stringify(packageJson));
    await writeFile(join(dist, 'index.js'), javascript);
    await writeFile(
      join(dist, 'index.d.ts'),
      'export declare const kind: string;\nexport declare function read(): Promise<number>;\n',
    );
  }

  for (const name of ['esm', 'cjs']) {
    it(`reach a built ${name} package beside the notebooks' folder, with its types`, async () => {
      const cell = await kernel.execute(`import { kind, read } from '../${name}';\n(await read()) + kind`);
      assert.deepEqual(cell.content('execute_result')?.data, { 'text/plain': `1${name}` });
      assert.equal(cell.text('stderr'), '');
      const wrong = await kernel.execute(`const n: number = kind;`);
      assert.match(String(wrong.reply.evalue), /TS2322/);
    });
  }

  it('reach what a package exports only through "exports", with its types', async () => {
    const dir = join(folder, 'notebooks', 'node_modules', 'exporting');
    await mkdir(dir, { recursive: true });
    const sub = { types: './sub.d.ts', default: './sub.js' };
    await writeFile(
      join(dir, 'package.json'),
      JSON.stringify({ name: 'exporting', exports: { './sub': sub } }),
    );
    await writeFile(join(dir, 'sub.js'), 'exports.depth = 2;\n');
    await writeFile(join(dir, 'sub.d.ts'), 'export declare const depth: number;\n');
    const cell = await kernel.execute("import { depth } from 'exporting/sub'; depth + 1");
    assert.deepEqual(cell.content('execute_result')?.data, { 'text/plain': '3' });
    const wrong = await kernel.execute('const text: string = depth;');
    assert.match(String(wrong.reply.evalue), /TS2322/);
  });

  it('read JSON with its types', async () => {
    await writeFile(join(folder, 'notebooks', 'settings.json'), '{ "region": "sa-east-1" }');
    const cell = await kernel.execute("import settings from './settings.json'; settings.region");
    assert.deepEqual(cell.content('execute_result')?.data, { 'text/plain': 'sa-east-1' });
    const wrong = await kernel.execute('settings.zone');
    assert.match(String(wrong.reply.evalue), /TS2339/);
  });

  it('of types only load nothing', async () => {
    const dir = join(folder, 'notebooks', 'node_modules', 'typed');
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'package.json'), '{ "name": "typed", "types": "./index.d.ts" }');
    await writeFile(join(dir, 'index.d.ts'), 'export interface Order { readonly price: number }\n');
    const cell = await kernel.execute(
      "import type { Order } from 'typed'; const order: Order = { price: 4 }; order.price",
    );
    assert.deepEqual(cell.content('execute_result')?.data, { 'text/plain': '4' });
  });

  it('of a package that is not there are compile errors that point at its name', async () => {
    const { reply } = await kernel.execute("import { a } from 'not-installed'; a");
    assert.match(String(reply.evalue), /:1:19 - error TS2307: Cannot find module 'not-installed'/);
  });
});
