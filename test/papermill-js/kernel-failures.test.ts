import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  CellTimeoutError,
  DeadKernelError,
  type ExecuteOptions,
  ExecutionCancelledError,
  KernelStartError,
} from '../../scripts/papermill-js/src/index.js';
import { temporaryFolder } from './support/kernels.js';
import { codeCell, readValid, textOf } from './support/notebooks.js';
import { ended, failure, scriptedRuns } from './support/scripted-runs.js';

const folder = temporaryFolder({ after });
const run = scriptedRuns(folder);

describe('A kernel that dies', { concurrency: true }, () => {
  it('in a cell is reported as dead, and the saved notebook says which cells did not run', async () => {
    const output = join(folder, 'dead.ipynb');
    const sources = ["k.print('first')", "k.print('last words'); await k.exit(9)", "k.print('never')"];
    const error = await failure(run(sources, { output }), DeadKernelError);
    assert.equal(error.exit.exitCode, 9);
    assert.equal(error.cell?.cellIndex, 1);
    assert.deepEqual(
      error.executed.cells.map(({ status }) => status),
      ['completed', 'failed', 'pending'],
    );
    const saved = await readValid(output);
    const statuses = saved.cells.map(({ metadata }) => metadata.papermill?.status);
    assert.deepEqual(statuses, [undefined, 'completed', undefined, 'failed', 'pending']);
    assert.equal(saved.metadata.papermill.exception, true);
    assert.match(JSON.stringify(saved.cells[3]?.outputs), /last words.*DeadKernelError.*exit code 9/);
  });

  it('at its start is reported with what it wrote', async () => {
    const error = await failure(run([''], { flags: ['--die-at-start'] }), KernelStartError);
    assert.match(error.message, /exit code 3.*\nthe license of this kernel has expired/);
  });

  it('is started again when it lost a socket while binding it, as stock tslab can', async () => {
    const flags = ['--deaf-once', join(folder, 'deaf')];
    const { ok } = await run(["k.print('second try')"], { flags });
    assert.equal(ok, true);
  });

  it('because another program took its port is started again', async () => {
    const flags = ['--port-taken-once', join(folder, 'port-taken')];
    const { ok } = await run(["k.print('second try')"], { flags });
    assert.equal(ok, true);
  });

  it('is started again, too, where it only says so and stays, as ipykernel can', async () => {
    const flags = ['--port-taken-once', join(folder, 'port-taken-hanging'), '--hang-then'];
    const { ok } = await run(["k.print('second try')"], { flags });
    assert.equal(ok, true);
  });

  it('is asked again where its first question went elsewhere', async () => {
    const { ok } = await run(["k.print('heard')"], { flags: ['--miss-first-question'] });
    assert.equal(ok, true);
  });

  it('takes the processes it started with it', async () => {
    const file = join(folder, 'grandchild');
    await run(['await k.exit(1)'], { flags: ['--grandchild', file] }).catch(() => undefined);
    const pid = Number(await readFile(file, 'utf8'));
    await ended(pid);
  });
});

describe('A kernel that does not listen', { concurrency: true }, () => {
  it('is given up after the start timeout', async () => {
    const options = { startTimeoutMs: 700 };
    const error = await failure(run([''], { flags: ['--never-answer'], options }), KernelStartError);
    assert.match(error.message, /did not answer within 0\.7 s/);
  });

  it('is not believed when its messages are signed with another key', async () => {
    const options = { startTimeoutMs: 700 };
    const error = await failure(run([''], { flags: ['--wrong-key'], options }), KernelStartError);
    assert.match(error.message, /did not answer/);
  });

  it('is killed when it ignores that it should shut down, with its descendants', async () => {
    const file = join(folder, 'stubborn');
    const { ok } = await run(["k.print('x')"], { flags: ['--ignore-shutdown', '--grandchild', file] });
    assert.equal(ok, true);
    await ended(Number(await readFile(file, 'utf8')));
  });

  it('says what command of its kernelspec cannot be run', async () => {
    const fields = { argv: ['no-such-program-anywhere', '{connection_file}'] };
    const error = await failure(run([''], { fields }), KernelStartError);
    assert.match(error.message, /'no-such-program-anywhere' cannot be run/);
  });
});

describe('A cell that runs too long', { concurrency: true }, () => {
  for (const mode of ['signal', 'message']) {
    it(`is interrupted by ${mode}, and what it said until then is kept`, async () => {
      const output = join(folder, `timeout-${mode}.ipynb`);
      const sources = ["k.print('waiting'); await k.interrupted; throw new Error('stopped')", 'k.print(1)'];
      const sketch = { output, options: { executionTimeoutMs: 1000 }, fields: { interrupt_mode: mode } };
      const error = await failure(run(sources, sketch), CellTimeoutError);
      assert.equal(error.timeoutMs, 1000);
      assert.equal(error.executed.cells[0]?.error?.ename, 'CellTimeoutError');
      const saved = await readValid(output);
      const outputs = saved.cells.flatMap((cell) => cell.outputs ?? []);
      assert.deepEqual(
        outputs.map(({ text, ename }) => ename ?? text),
        [['waiting'], 'Error', 'CellTimeoutError'],
      );
    });
  }

  it('ends although the kernel heeds no interrupt', async () => {
    const sources = ['k.hang()'];
    const error = await failure(run(sources, { options: { executionTimeoutMs: 100 } }), CellTimeoutError);
    assert.equal(error.cell.source, 'k.hang()');
  });
});

describe('Cancelling', { concurrency: true }, () => {
  it('interrupts the cell, saves the notebook and rejects with the reason', async () => {
    const controller = new AbortController();
    const options: ExecuteOptions = {
      signal: controller.signal,
      onEvent: (event) => event.type === 'output' && controller.abort(new Error('enough')),
    };
    const output = join(folder, 'cancelled.ipynb');
    const sources = ["k.print('started'); await k.interrupted", "k.print('never')"];
    const error = await failure(run(sources, { output, options }), ExecutionCancelledError);
    assert.equal((error.cause as Error).message, 'enough');
    assert.deepEqual(
      error.executed.cells.map(({ status }) => status),
      ['failed', 'pending'],
    );
    assert.equal(textOf(codeCell(error.executed.notebook, 2)), 'started');
    assert.equal((await readValid(output)).metadata.papermill.exception, true);
  });

  it('before the kernel is ready starts no cell', async () => {
    const options = { signal: AbortSignal.abort(new Error('too late')) };
    const error = await failure(run(["k.print('never')"], { options }), ExecutionCancelledError);
    assert.equal(error.executed.cells[0]?.status, 'pending');
  });

  it('happens when a listener throws, and that is what comes out', async () => {
    const onEvent = (): never => {
      throw new RangeError('the display broke');
    };
    const error = await failure(run(["k.print('never')"], { options: { onEvent } }), RangeError);
    assert.equal(error.message, 'the display broke');
  });
});
