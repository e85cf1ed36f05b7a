import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  CellExecutionError,
  CellTimeoutError,
  DeadKernelError,
  KernelStartError,
  LateError,
} from '../../scripts/papermill-js/src/index.js';
import { runCommand } from './support/cli.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { codeCell, readValid, sketchNotebook, textOf } from './support/notebooks.js';
import { failure, scriptedRuns } from './support/scripted-runs.js';

const folder = temporaryFolder({ after });
const run = scriptedRuns(folder);
const late = "{ename: 'LateError', evalue: 'rejected', traceback: ['at a timer']}";

const statusesOf = ({ executed }: CellExecutionError | DeadKernelError | LateError | CellTimeoutError) =>
  executed.cells.map(({ status }) => status);

describe('A kernel that does not say how a cell ended', { concurrency: 4 }, () => {
  const lost = {
    'goes idle and never answers': ['k.loseReply()', /done with this cell, but never how/],
    'passes the cell over': ['// unheard', /said nothing at all about this cell/],
    'answers a request that was never sent': [
      "k.loseIdle(); k.loseReply(); await k.reply({status: 'ok'}, {...k.parent, msg_id: 'of another'})",
      /answered a request that was never sent/,
    ],
    'signs its answer with another key': [
      "k.loseReply(); await k.replySignedWith('another')",
      /never how .*not signed with the session's key: 1/,
    ],
    'sends frames that are no message in place of its answer': [
      "k.loseReply(); await k.garble('<IDS|MSG>', 'x'); await k.garble('nonsense')",
      /never how .*malformed .*: 4/,
    ],
  } as const;
  for (const [what, [source, reason]] of Object.entries(lost)) {
    it(`but ${what} fails that cell, and the rest is not run`, async () => {
      const output = join(folder, `${what.replaceAll(' ', '-')}.ipynb`);
      const error = await failure(
        run(["k.print('a')", source, "k.print('b')"], { output }),
        CellExecutionError,
      );
      assert.equal(error.ename, 'LostReplyError');
      assert.match(error.evalue, reason);
      assert.match(error.evalue, /Whether it succeeded is not known/);
      assert.deepEqual(statusesOf(error), ['completed', 'failed', 'pending']);
      const saved = await readValid(output);
      assert.match(JSON.stringify(saved.cells[3]?.outputs), /LostReplyError/);
    });
  }

  it('at once but works in silence for long is waited for', async () => {
    const silence = "await new Promise((resolve) => setTimeout(resolve, 7000)); k.print('done')";
    const { notebook } = await run([silence]);
    assert.equal(textOf(codeCell(notebook, 0)), 'done');
  });
});

describe('A kernel that says too much', { concurrency: 4 }, () => {
  it('goes idle twice and before its answer, and each output is still with its cell', async () => {
    const { notebook } = await run(["await k.idle(); await k.idle(); k.print('first')", "k.print('second')"]);
    assert.deepEqual(
      [0, 1].map((index) => textOf(codeCell(notebook, index))),
      ['first', 'second'],
    );
  });

  it('answers an earlier cell again, which ends no later one', async () => {
    const { notebook } = await run([
      'k.memory.first = k.parent',
      "await k.reply({status: 'error', ename: 'Stale'}, k.memory.first); k.print('still here')",
    ]);
    assert.equal(textOf(codeCell(notebook, 1)), 'still here');
  });

  it('sends frames that are no message in between, and nothing is lost', async () => {
    const garbage = "await k.garble('nonsense'); await k.garble('<IDS|MSG>', '', '{', '[]', '{}', 'null')";
    const { notebook } = await run([`k.print('a'); ${garbage}; k.print('b')`]);
    assert.equal(textOf(codeCell(notebook, 0)), 'ab');
  });

  it('prints without end: the cell times out, and what it printed is cut with a notice', async () => {
    const flood = "for (;;) { await k.print('flood\\n'.repeat(1000)); await new Promise(setImmediate) }";
    const error = await failure(
      run([flood, '1'], {
        flags: ['--ignore-interrupt'],
        options: { executionTimeoutMs: 1000, maxOutputBytes: 100_000 },
      }),
      CellTimeoutError,
    );
    const cell = codeCell(error.executed.notebook, 2);
    assert.equal(textOf(cell).length, 100_000);
    assert.match(textOf(cell, 'stderr'), /100,000 bytes long .*\nLeft out: [\d,]+ bytes in [\d,]+ messages/);
    assert.deepEqual(statusesOf(error), ['failed', 'pending']);
  });

  it('goes on printing after its answer, without an idle, and the next cell is run all the same', async () => {
    const endless = "setInterval(() => k.print('.'), 100); k.loseIdle()";
    const { notebook } = await run([endless, "k.print('next')"]);
    assert.equal(textOf(codeCell(notebook, 1)), 'next');
    assert.match(textOf(codeCell(notebook, 0)), /^\.{50,}$/);
  });
});

describe('A kernel that ends at the wrong time', { concurrency: 4 }, () => {
  it('in the middle of a message is dead, and the message as good as not sent', async () => {
    const source =
      "await k.print('whole'); k.print('x'.repeat(50_000_000)); await k.publish('stream', {}); process.kill(process.pid, 'SIGKILL')";
    const error = await failure(run([source, '1']), DeadKernelError);
    assert.equal(error.exit.signal, 'SIGKILL');
    assert.deepEqual(statusesOf(error), ['failed', 'pending']);
    assert.match(textOf(codeCell(error.executed.notebook, 2)), /^whole(x{50000000})?$/);
  });

  it('by a timer of an earlier cell is dead in the cell that runs, and the rest is not run', async () => {
    const dying = 'setTimeout(() => process.exit(4), 500)';
    const error = await failure(
      run([dying, 'await new Promise((resolve) => setTimeout(resolve, 5000))', '1']),
      DeadKernelError,
    );
    assert.equal(error.exit.exitCode, 4);
    assert.deepEqual(statusesOf(error), ['completed', 'failed', 'pending']);
  });

  it('after its last answer says so in the saved notebook, beside cells that are all completed', async () => {
    const output = join(folder, 'after.ipynb');
    const error = await failure(
      run(['k.memory.beforeInfo = () => process.exit(5)'], { output }),
      DeadKernelError,
    );
    assert.match(error.message, /died after cell 1 \(cell-1\) had ended: exit code 5/);
    const { cells, metadata } = await readValid(output);
    assert.equal(metadata.papermill.exception, true);
    assert.equal(cells[1]?.metadata.papermill.status, 'completed');
    assert.match(cells[0]?.source.join('') ?? '', /not in one of its cells.*The kernel died after cell 1/s);
  });
});

describe('What a kernel says late', { concurrency: 4 }, () => {
  it('is kept, also where it comes while the kernel is stopped and names no cell', async () => {
    const output = join(folder, 'late-output.ipynb');
    const source = `const own = k.parent; k.memory.beforeShutdown = async (parent) => {
      await k.publish('stream', {name: 'stdout', text: 'own '}, own);
      await k.publish('stream', {name: 'stdout', text: 'of the shutdown '}, parent);
      await k.publish('stream', {name: 'stdout', text: 'of nobody'}, {});
    }`;
    await run([source], { output });
    const { cells } = await readValid(output);
    assert.deepEqual(cells[0]?.outputs?.[0]?.text, ['own of the shutdown of nobody']);
  });

  it('and is an error of no cell in particular fails the notebook, with every cell completed', async () => {
    const output = join(folder, 'late-error.ipynb');
    const source = `k.memory.beforeShutdown = (parent) => k.publish('error', ${late}, parent)`;
    const error = await failure(run([source], { output }), LateError);
    assert.deepEqual([error.code, error.ename, error.evalue], ['LATE_ERROR', 'LateError', 'rejected']);
    assert.match(error.message, /after cell 1 \(cell-1\) had ended/);
    assert.deepEqual(statusesOf(error), ['completed']);
    const { cells, metadata } = await readValid(output);
    assert.equal(metadata.papermill.exception, true);
    assert.match(cells[0]?.source.join('') ?? '', /LateError: rejected/);
  });

  it('and is an error of no cell is told on the command line with its traceback', async () => {
    const kernelDir = await scriptedKernel(join(folder, 'late-command'));
    const source = `k.memory.beforeShutdown = (parent) => k.publish('error', ${late}, parent)`;
    await writeFile(join(folder, 'late-command.ipynb'), JSON.stringify(sketchNotebook([source])));
    const args = ['late-command.ipynb', 'late-command-out.ipynb', '--kernel-dir', kernelDir];
    const { exitCode, stderr } = await runCommand(args, folder);
    assert.equal(exitCode, 1);
    assert.match(stderr, /did not say from which cell: LateError: rejected\n\nat a timer/);
  });

  it('about a cell that was expected to fail is no failure', async () => {
    const source = `const own = k.parent; k.memory.beforeShutdown = () => k.publish('error', ${late}, own)`;
    const { ok, cells } = await run([{ source, tags: ['raises-exception'] }]);
    assert.deepEqual([ok, cells[0]?.error?.ename], [true, 'LateError']);
  });
});

describe('A kernel that asks for input', { concurrency: 4 }, () => {
  const asking = "await k.askForInput('Name? '); await k.interrupted; throw new Error('interrupted')";

  it('fails the cell with the prompt, and is interrupted', async () => {
    const output = join(folder, 'input.ipynb');
    const error = await failure(run([asking, '1'], { output }), CellExecutionError);
    assert.equal(error.ename, 'StdinNotImplementedError');
    assert.match(error.evalue, /asked for input \("Name\?"\), and nobody is there to answer/);
    assert.deepEqual(statusesOf(error), ['failed', 'pending']);
    await readValid(output);
  });

  it('without end, and heeds no interrupt, is ended', async () => {
    const source = "for (;;) { await k.askForInput('?'); await new Promise(setImmediate) }";
    const flags = ['--ignore-interrupt', '--ignore-shutdown'];
    const error = await failure(run([source], { flags }), CellExecutionError);
    assert.equal(error.ename, 'StdinNotImplementedError');
  });

  it('in a cell that is expected to fail goes on with the next one', async () => {
    const { cells, notebook } = await run([
      { source: asking, tags: ['raises-exception'] },
      "k.print('next')",
    ]);
    assert.equal(cells[0]?.error?.ename, 'StdinNotImplementedError');
    assert.equal(textOf(codeCell(notebook, 1)), 'next');
  });

  it('when its cell has ended fails that cell', async () => {
    const source = "setTimeout(() => k.askForInput('late'), 20)";
    const waiting = 'await new Promise((resolve) => setTimeout(resolve, 1500))';
    const error = await failure(run([source, waiting, '1']), CellExecutionError);
    assert.deepEqual([error.cell.cellId, error.ename], ['cell-1', 'StdinNotImplementedError']);
  });
});

describe('A kernel that cannot be reached', () => {
  it('since it never binds its ports is given up after the start timeout', async () => {
    const options = { startTimeoutMs: 700 };
    const error = await failure(run([''], { flags: ['--never-bind'], options }), KernelStartError);
    assert.match(error.message, /did not answer within 0\.7 s/);
  });
});
