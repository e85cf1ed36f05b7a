import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { expandInputs, NotebookIoError, outputPaths } from '../../scripts/papermill-js/src/index.js';
import { temporaryFolder } from './support/kernels.js';

const cwd = temporaryFolder({ after });
const files = [
  '1-start.ipynb',
  '2-next.ipynb',
  '10-last.ipynb',
  'notes.md',
  'a/x.ipynb',
  'a/.ipynb_checkpoints/x-checkpoint.ipynb',
  'a/.hidden/x.ipynb',
  'b/deep/x.ipynb',
  'b/node_modules/p/x.ipynb',
  'out/a/x.ipynb',
  '[odd].ipynb',
  'plain.json',
];

before(async () => {
  for (const name of files) {
    await mkdir(dirname(join(cwd, name)), { recursive: true });
    await writeFile(join(cwd, name), '{}');
  }
});

/** The paths found, with `/` on every platform. */
async function found(patterns: readonly string[], outputDir?: string): Promise<string[]> {
  const inputs = await expandInputs(patterns, { cwd, outputDir });
  return inputs.map(({ path }) => path.replaceAll('\\', '/'));
}

describe('Finding the notebooks to execute', () => {
  it('searches a folder whole, but not what is hidden, installed or an output, and counts as a person does', async () => {
    assert.deepEqual(await found(['.'], 'out'), [
      '[odd].ipynb',
      '1-start.ipynb',
      '2-next.ipynb',
      '10-last.ipynb',
      'a/x.ipynb',
      'b/deep/x.ipynb',
    ]);
  });

  it('takes globs, and files by any name, also by one that looks like a glob', async () => {
    assert.deepEqual(await found(['*/x.ipynb']), ['a/x.ipynb']);
    assert.deepEqual(await found(['b/**/*.ipynb']), ['b/deep/x.ipynb']);
    assert.deepEqual(await found(['{1,2}-*']), ['1-start.ipynb', '2-next.ipynb']);
    assert.deepEqual(await found(['[odd].ipynb', 'plain.json']), ['[odd].ipynb', 'plain.json']);
    assert.deepEqual(await found([pathToFileURL(join(cwd, 'plain.json')).href]), [
      join(cwd, 'plain.json').replaceAll('\\', '/'),
    ]);
  });

  it('keeps the order of what was asked for, each notebook once', async () => {
    const once = await found(['a', '2-next.ipynb', './a/x.ipynb', join(cwd, 'a/x.ipynb'), '[12]*.ipynb']);
    assert.deepEqual(once, ['a/x.ipynb', '2-next.ipynb', '1-start.ipynb', '10-last.ipynb']);
  });

  it('finds outputs where they are asked for', async () => {
    assert.deepEqual(await found(['out'], 'out'), ['out/a/x.ipynb']);
    assert.deepEqual(await found(['a'], '.'), ['a/x.ipynb']);
  });

  it('says which pattern finds nothing', async () => {
    for (const pattern of ['nowhere.ipynb', '*.md', 'nowhere/**']) {
      await assert.rejects(found(['a', pattern]), (error) => {
        return error instanceof NotebookIoError && error.message.includes(`'${pattern}'`);
      });
    }
  });

  it('lists what a handler knows, and passes over a path with a scheme that names a file', async () => {
    const keys = [
      'mem://b/n/2.ipynb',
      'mem://b/n/1.ipynb',
      'mem://b/n/.ipynb_checkpoints/1.ipynb',
      'mem://b/n/a.md',
    ];
    const mem = {
      read: async () => '',
      write: async () => undefined,
      list: async (path: string) => keys.filter((key) => key.startsWith(path)),
    };
    const { list: _, ...mute } = mem;
    const inputs = await expandInputs(['mem://b/n/', 'mem://b/x.ipynb'], { ioHandlers: { mem } });
    assert.deepEqual(
      inputs.map(({ path }) => path),
      ['mem://b/n/1.ipynb', 'mem://b/n/2.ipynb', 'mem://b/x.ipynb'],
    );
    await assert.rejects(expandInputs(['mem://b/n/'], { ioHandlers: { mem: mute } }), /cannot be listed/);
  });
});

describe('The paths of outputs', () => {
  const outputs = async (patterns: readonly string[], outputDir = 'out'): Promise<string[]> =>
    outputPaths(await expandInputs(patterns, { cwd, outputDir }), outputDir).map((path) =>
      path.replaceAll('\\', '/'),
    );

  it('keep the folders that the inputs do not share', async () => {
    assert.deepEqual(await outputs(['1-start.ipynb', '2-next.ipynb']), [
      'out/1-start.ipynb',
      'out/2-next.ipynb',
    ]);
    assert.deepEqual(await outputs(['a/x.ipynb', 'b/deep/x.ipynb']), ['out/a/x.ipynb', 'out/b/deep/x.ipynb']);
    assert.deepEqual(await outputs(['b/deep/x.ipynb']), ['out/x.ipynb']);
    assert.deepEqual(await outputs(['b/*/x.ipynb']), ['out/deep/x.ipynb']);
    assert.deepEqual(await outputs(['a'], 's3://bucket/out'), ['s3://bucket/out/x.ipynb']);
  });

  it('are never the same, on no file system, and never outside the folder', () => {
    const inputs = [
      { path: 'a/x.ipynb', base: 'a' },
      { path: 'a/X.ipynb', base: 'a' },
      { path: 's3://b/k/x.ipynb', base: 's3://b/k/' },
      { path: 's3://b/k/../../x.ipynb', base: 's3://b/k/' },
      { path: 'https://u:p@h.example/d/get?id=7', base: 'https://h.example/d/' },
      { path: 'https://h.example/d/get?id=8', base: 'https://h.example/d/' },
      { path: '-', base: '.' },
    ];
    assert.deepEqual(
      outputPaths(inputs, 'out').map((path) => path.replaceAll('\\', '/')),
      [
        'out/x.ipynb',
        'out/X-2.ipynb',
        'out/s3-b/x.ipynb',
        'out/s3-b/_/_/x.ipynb',
        'out/https-h.example/get.ipynb',
        'out/https-h.example/get-2.ipynb',
        'out/stdin/stdin.ipynb',
      ],
    );
  });
});
