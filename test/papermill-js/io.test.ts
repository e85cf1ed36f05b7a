import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { after, describe, it } from 'node:test';
import {
  executeNotebook,
  type IoHandler,
  inspectNotebook,
  NotebookIoError,
  serializeNotebook,
} from '../../scripts/papermill-js/src/index.js';
import { targetFor } from '../../scripts/papermill-js/src/io/notebook-target.js';
import { shownPath } from '../../scripts/papermill-js/src/io/path-scheme.js';
import { CellTexts } from '../../scripts/papermill-js/src/notebook/cell-texts.js';
import { NotebookSaver } from '../../scripts/papermill-js/src/notebook/saver.js';
import { nbformatStyle } from '../../scripts/papermill-js/src/notebook/style.js';
import { ioFailure } from './support/io-failure.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { assertValid, sketchNotebook } from './support/notebooks.js';

const folder = temporaryFolder({ after });
const notebook = serializeNotebook(
  sketchNotebook([{ source: 'let n = 1', tags: ['parameters'] }, "k.print('olá')"]),
);

describe('Notebooks elsewhere than in files', () => {
  it('are read and written by registered handlers, a few times only', async () => {
    const files = new Map([['mem://a/in.ipynb', notebook]]);
    const writes: string[] = [];
    const mem: IoHandler = {
      read: async (path) => files.get(path) ?? '',
      write: async (path, content) => {
        writes.push(JSON.parse(content).metadata.papermill.end_time === null ? 'begun' : 'ended');
        files.set(path, content);
      },
    };
    const kernelDirs = [await scriptedKernel(folder)];
    const ioHandlers = { mem };
    await executeNotebook('mem://a/in.ipynb', 'mem://a/out.ipynb', { kernelDirs, ioHandlers });
    const saved = JSON.parse(files.get('mem://a/out.ipynb') ?? '');
    await assertValid(saved);
    assert.equal(saved.metadata.papermill.input_path, 'mem://a/in.ipynb');
    assert.deepEqual(saved.cells[1].outputs[0].text, ['olá']);
    assert.deepEqual(writes, ['begun', 'ended']);
    assert.equal(
      await inspectNotebook('mem://a/in.ipynb', { ioHandlers, kernelName: 'tslab' }).then(
        (p) => p?.[0]?.name,
      ),
      'n',
    );
  });

  it('that cannot be written at last are saved on this machine, and the error says where', async (t) => {
    let writes = 0;
    const mem: IoHandler = {
      read: async () => '',
      write: async (path) => {
        if (++writes > 1) throw new NotebookIoError(path, `${path} is full.`);
      },
    };
    const kernelDirs = [await scriptedKernel(folder)];
    const told = await ioFailure(
      executeNotebook(sketchNotebook(["k.print('kept')"]), 'mem://x', { kernelDirs, ioHandlers: { mem } }),
    );
    const path = /^mem:\/\/x is full\. The notebook was saved as (.*) instead\.$/.exec(told)?.[1];
    assert.ok(path, told);
    t.after(() => rm(path));
    assert.match(await readFile(path, 'utf8'), /"kept"/);
  });

  it('may fail to be written in between, as long as they are in the end', async () => {
    let write: () => Promise<void>;
    const target = { ...targetFor('mem://x'), leastIntervalMs: 1, write: () => write() };
    const saver = new NotebookSaver(sketchNotebook(['1']), new CellTexts(nbformatStyle), target, {
      onCells: true,
      outputAfterMs: 1,
      isChangedUntold: false,
    });
    const failed = new Promise<void>((resolve) => {
      write = async () => {
        resolve();
        throw new Error('the line is dead');
      };
    });
    saver.touch('cell');
    await failed;
    await new Promise((resolve) => setImmediate(resolve));
    saver.throwIfFailed();
    write = async () => undefined;
    await saver.save(true);
  });

  it('that nobody can read are refused, with what there is and why', async () => {
    const message = (path: string): Promise<string> => ioFailure(executeNotebook(path, null));
    assert.match(
      await message('ftp://h/x.ipynb'),
      /Known are local files and http:\/\/, .*s3:\/\/.*ioHandlers/,
    );
    assert.match(await message('adl://h/x.ipynb'), /Gen1 was retired .* abs:\/\//);
    assert.match(await message('hdfs://h/x.ipynb'), /WebHDFS/);
    assert.match(await message('s3://'), /names no bucket/);
  });

  it('never show what gives access to them', () => {
    const shown: Readonly<Record<string, string>> = {
      'https://ana:s3cret@h.example/a.ipynb?x=1': 'https://***@h.example/a.ipynb?x=1',
      'https://h/a?X-Amz-Credential=AK&X-Amz-Signature=ff&v=2':
        'https://h/a?X-Amz-Credential=***&X-Amz-Signature=***&v=2',
      'abs://acc.blob.core.windows.net/c/b?sv=1&sig=abc': 'abs://acc.blob.core.windows.net/c/b?sv=1&sig=***',
      'dir/a@b:c.ipynb': 'dir/a@b:c.ipynb',
      'C:\\x.ipynb': 'C:\\x.ipynb',
    };
    for (const [path, expected] of Object.entries(shown)) assert.equal(shownPath(path), expected);
  });
});
