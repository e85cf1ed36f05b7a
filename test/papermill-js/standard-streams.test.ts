import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { serializeNotebook } from '../../scripts/papermill-js/src/index.js';
import { runInShell } from './support/cli.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { readValid, sketchNotebook } from './support/notebooks.js';

const root = temporaryFolder({ after });

async function lesson(): Promise<string> {
  const folder = await mkdtemp(join(root, 'lesson-'));
  await scriptedKernel(folder);
  await writeFile(join(folder, 'in.ipynb'), serializeNotebook(sketchNotebook(['k.print("ran")'])));
  return folder;
}

// Linux has a device that is always full.
const onFull = { skip: !existsSync('/dev/full') };

describe('papermill-js on a full disk', { concurrency: 2 }, () => {
  it('says in one sentence that the notebook could not be written to standard output', onFull, async () => {
    const args = ['in.ipynb', '-', '--kernel-dir', 'scripted', '--no-progress-bar'];
    const { exitCode, stderr } = await runInShell('exec "$@" >/dev/full', args, await lesson());
    assert.equal(exitCode, 1);
    assert.match(
      stderr,
      /^\nerror: The notebook could not be written to standard output: ENOSPC[^\n]*, write\.\n$/,
    );
  });

  it('does not say that all is well where its help was lost', onFull, async () => {
    for (const args of [['--help'], ['--version'], ['run', '--help']]) {
      const { exitCode, stderr } = await runInShell('exec "$@" >/dev/full', args, root);
      assert.equal(exitCode, 1, args.join(' '));
      assert.match(stderr, /^\nerror: Standard output could not be written: ENOSPC[^\n]*, write\.\n$/);
    }
  });

  it('executes and saves the notebook where its log takes no more', onFull, async () => {
    const folder = await lesson();
    const args = ['in.ipynb', 'out.ipynb', '--kernel-dir', 'scripted'];
    assert.equal((await runInShell('exec "$@" 2>/dev/full', args, folder)).exitCode, 0);
    const { cells } = await readValid(join(folder, 'out.ipynb'));
    assert.equal(cells[0]?.outputs?.length, 1);
  });
});

describe('papermill-js in a folder that was deleted', { skip: process.platform === 'win32' }, () => {
  it('says so', async () => {
    for (const args of [
      ['in.ipynb', 'out.ipynb'],
      ['run', '.'],
    ]) {
      const folder = await mkdtemp(join(root, 'deleted-'));
      const { exitCode, stderr } = await runInShell('rmdir "$PWD" && exec "$@"', args, folder);
      assert.equal(exitCode, 1);
      assert.equal(
        stderr,
        '\nerror: The folder in which papermill-js was started does not exist any more: change to another one.\n',
      );
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
