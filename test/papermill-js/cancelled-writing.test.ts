import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  CellExecutionError,
  ExecutionCancelledError,
  executeNotebook,
  executeNotebooks,
  type IoHandler,
  type NotebookEvent,
  NotebookIoError,
  runResult,
  serializeNotebook,
  writeReports,
} from '../../scripts/papermill-js/src/index.js';
import { startCommand } from './support/cli.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { readValid, sketchNotebook } from './support/notebooks.js';
import { sketchResult } from './support/runs.js';
import { failure } from './support/scripted-runs.js';

const folder = temporaryFolder({ after });
const kernelDirs = [await scriptedKernel(folder)];
/** Windows has no signals that another process could send. */
const onPosix = { skip: process.platform === 'win32' };

/** Where a message says that something was saved instead. */
function keptIn(text: string, what = 'notebook'): string {
  const path = new RegExp(`The ${what} was saved as (.*) instead`).exec(text)?.[1];
  assert.ok(path, text);
  return path;
}

/** A promise, and what fulfils it. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A place that takes the first writings and then never comes to an end. */
function stuckAfter(count: number): IoHandler & { readonly stuck: Promise<void> } {
  const { opened, open } = gate();
  let writes = 0;
  return {
    stuck: opened,
    read: async () => '',
    write: async () => {
      if (writes++ < count) return;
      open();
      await new Promise(() => undefined);
    },
  };
}

describe('A signal to a command that writes to a server', { concurrency: true }, () => {
  /** The first writing of each notebook comes before its cells are run; nothing else is answered. */
  const begun = new Set<string>();
  const asked = new Map<string, () => void>();
  const server = createServer((request, response) => {
    const { method, url = '' } = request;
    const isFirst = method === 'PUT' && url.endsWith('.ipynb') && !begun.has(url);
    begun.add(url);
    request.resume();
    if (isFirst) response.end();
    else asked.get(url)?.();
  });
  let origin = '';
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it(
    'ends it within seconds, with the notebook and its reports saved on this machine',
    onPosix,
    async (t) => {
      await writeFile(
        join(folder, 'in.ipynb'),
        serializeNotebook(sketchNotebook(["k.print('runs\\n'); await k.interrupted"])),
      );
      const args = ['in.ipynb', `${origin}/out.ipynb`, '--kernel-dir', 'scripted', '--log-output'];
      const reports = ['--report', `junit=${origin}/r.xml`, '--report', `html=${origin}/pages/`];
      const temporary = join(folder, 'temporary');
      await mkdir(temporary);
      const command = startCommand([...args, ...reports, '--report', 'json=r.json'], folder, '', {
        TMPDIR: temporary,
      });
      t.after(() => command.child.kill('SIGKILL'));
      await command.untilStderr('runs');
      command.child.kill('SIGINT');
      const { exitCode, stderr } = await command.ended;
      assert.equal(exitCode, 130);
      assert.match(stderr, /error: The execution was cancelled in cell 1 .*SIGINT was received/);
      assert.match(
        stderr,
        /\/out\.ipynb cannot be written: it took more than \d s after the run was cancelled\./,
      );
      assert.match(JSON.stringify(await readValid(keptIn(stderr))), /"runs\\n"/);
      assert.match(stderr, /in\.ipynb: stopped, .* saved as .*\.ipynb\n/);
      const [junit = '', site = ''] = [...stderr.matchAll(/The report was saved as (.*) instead/g)]
        .map(([, path]) => path)
        .sort((a = '', b = '') => Number(b.endsWith('.xml')) - Number(a.endsWith('.xml')));
      assert.match(await readFile(junit, 'utf8'), /<testsuite/);
      assert.deepEqual((await readdir(site)).sort(), ['in.html', 'index.html']);
      assert.equal(JSON.parse(await readFile(join(folder, 'r.json'), 'utf8')).ok, false);
    },
  );

  it('ends it while the notebook is read, and while its first state is written', onPosix, async (t) => {
    begun.add('/busy.ipynb');
    await writeFile(join(folder, 'b.ipynb'), serializeNotebook(sketchNotebook(['1'])));
    for (const args of [
      [`${origin}/slow.ipynb`, 'o.ipynb'],
      ['b.ipynb', `${origin}/busy.ipynb`],
      ['run', `${origin}/slow.ipynb`, `${origin}/other.ipynb`, '-p', 'n', '1'],
    ]) {
      const { opened, open } = gate();
      for (const name of ['slow', 'busy']) asked.set(`/${name}.ipynb`, open);
      const command = startCommand([...args, '--kernel-dir', 'scripted'], folder);
      t.after(() => command.child.kill('SIGKILL'));
      await opened;
      command.child.kill('SIGTERM');
      const { exitCode, stderr } = await command.ended;
      assert.equal(exitCode, 143, stderr);
      assert.doesNotMatch(stderr, /unexpectedly/);
    }
  });
});

describe('An execution that is cancelled', { concurrency: true }, () => {
  it('waits for a place far away for some seconds only, and says where the notebook is', async (t) => {
    const mem = stuckAfter(1);
    const cancel = new AbortController();
    const events: NotebookEvent[] = [];
    const run = executeNotebook(sketchNotebook(["k.print('kept'); await k.interrupted"]), 'mem://x', {
      kernelDirs,
      ioHandlers: { mem },
      signal: cancel.signal,
      onEvent: (event) => {
        events.push(event);
        if (event.type === 'output') cancel.abort();
      },
    });
    const error = await failure(run, ExecutionCancelledError);
    const warning = events.find((event) => event.type === 'warning')?.message ?? '';
    const path = keptIn(warning);
    t.after(() => rm(path));
    assert.match(await readFile(path, 'utf8'), /"kept"/);
    assert.equal(error.executed.outputPath, path);
    assert.equal(error.executed.cells[0]?.status, 'failed');
  });

  it('leaves what an earlier one has written, where it is cancelled while that is read', async () => {
    const cancel = new AbortController();
    const written: string[] = [];
    const mem: IoHandler = {
      read: async () => {
        cancel.abort(new Error('enough'));
        return new Promise(() => undefined);
      },
      write: async (path) => void written.push(path),
    };
    const options = { kernelDirs, ioHandlers: { mem }, signal: cancel.signal, resume: true };
    const run = executeNotebook(sketchNotebook(['1']), 'mem://x', options);
    const { message, executed } = await failure(run, ExecutionCancelledError);
    assert.match(message, /enough/);
    assert.equal(executed.outputPath, null);
    assert.deepEqual(written, []);
  });

  it('ends the reports that a network holds up, and keeps them on this machine', async (t) => {
    const mem = stuckAfter(0);
    const cancel = new AbortController();
    const run = runResult([sketchResult('a.ipynb', ['1'])]);
    const targets = [{ format: 'json', path: 'mem://r.json' }] as const;
    const writing = writeReports(run, targets, { ioHandlers: { mem }, signal: cancel.signal });
    await mem.stuck;
    cancel.abort();
    const path = keptIn((await failure(writing, NotebookIoError)).message, 'report');
    t.after(() => rm(path));
    assert.equal(JSON.parse(await readFile(path, 'utf8')).ok, true);
  });
});

describe('A notebook that cannot be written at last', () => {
  const full: IoHandler = {
    read: async () => '',
    write: async (_, content) => {
      if (!content.includes('"end_time": null')) throw new Error('no space is left');
    },
  };

  it('does not hide which cell failed', async (t) => {
    const warnings: string[] = [];
    const run = executeNotebook(sketchNotebook(["throw new TypeError('boom')"]), 'mem://x', {
      kernelDirs,
      ioHandlers: { mem: full },
      onEvent: (event) => event.type === 'warning' && warnings.push(event.message),
    });
    assert.match((await failure(run, CellExecutionError)).message, /boom/);
    assert.match(
      warnings[0] ?? '',
      /^mem:\/\/x cannot be written: no space is left\. The notebook was saved/,
    );
    t.after(() => rm(keptIn(warnings[0] ?? '')));
  });

  it('is in the reports all the same, with its cells, and as failed', async (t) => {
    const options = { kernelDirs, ioHandlers: { mem: full } };
    const run = await executeNotebooks([{ input: sketchNotebook(['1']), output: 'mem://x' }], options);
    const [result] = run.notebooks;
    assert.equal(result?.outcome, 'failed');
    assert.ok(result.error instanceof NotebookIoError);
    t.after(() => rm(result.error instanceof NotebookIoError ? (result.error.keptAs ?? '') : ''));
    assert.deepEqual(
      result.executed?.cells.map(({ status }) => status),
      ['completed'],
    );
    assert.equal(result.output, result.error.keptAs);
  });
});

describe('Reports', () => {
  it('are written side by side, and each that fails is told', async () => {
    const slow = gate();
    const written: string[] = [];
    const mem: IoHandler = {
      read: async () => '',
      write: async (path) => {
        if (path.includes('slow')) await slow.opened;
        if (path.includes('bad')) throw new Error('not today');
        written.push(path);
        if (path.includes('fast')) slow.open();
      },
    };
    const run = runResult([sketchResult('a.ipynb', ['1'])]);
    const targets = ['slow', 'bad1', 'fast', 'bad2'].map((name) => ({
      format: 'json' as const,
      path: `mem://${name}.json`,
    }));
    const error = await failure(writeReports(run, targets, { ioHandlers: { mem } }), NotebookIoError);
    assert.deepEqual(written, ['mem://fast.json', 'mem://slow.json']);
    assert.match(error.message, /bad1\.json cannot be written: not today.*\n.*bad2\.json cannot be written/);
    for (const path of error.message.match(/(?<=saved as ).*(?= instead)/g) ?? []) await rm(path);
  });
});
