import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatGroup } from '../../scripts/bench/report.js';
import type { Row } from '../../scripts/bench/result.js';
import type { Case } from '../../scripts/bench/runner/cases.js';
import { runCommand } from '../../scripts/bench/runner/command-run.js';
import { writeKernels } from '../../scripts/bench/runner/kernels.js';
import { measureRunners } from '../../scripts/bench/runner/measure-runners.js';
import { writeNotebook } from '../../scripts/bench/runner/notebooks.js';
import {
  flatAgainst,
  fourTimesFaster,
  type Limit,
  type Measure,
  nearFloor,
  rowsOf,
} from '../../scripts/bench/runner/rows.js';
import type { Values } from '../../scripts/bench/runner/run-case.js';
import { floor } from '../../scripts/bench/runner/runners.js';
import { LabError } from '../../scripts/lab/lab-error.js';

const columns = ['papermill-js', 'bare client', 'papermill'];

function caseOf(limit: Limit, measure: Measure = 'whole', more: Partial<Case> = {}): Case {
  return { what: 'a case', jobs: [], columns, rows: [{ measure, what: 'a row', limits: [limit] }], ...more };
}

function valuesOf(given: Readonly<Record<string, Partial<Values>>>): Map<string, Values> {
  const none = (): Values => ({ first: [], whole: [], memory: [] });
  return new Map(Object.entries(given).map(([name, values]) => [name, { ...none(), ...values }]));
}

function metBy(own: number, bare: number, limit: Limit): boolean | undefined {
  const values = valuesOf({
    'papermill-js': { whole: [own] },
    'bare client': { whole: [bare] },
    papermill: { whole: [bare] },
  });
  return rowsOf(caseOf(limit), values, [], undefined)[0]?.verdicts[0]?.met;
}

describe('the benchmark of the runner', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  const run = (code: string, patienceMs: number) =>
    runCommand([process.execPath, '-e', code], { env: process.env, cwd: folder, patienceMs });

  it('allows 100 ms above the bare client, and 5 % where that is more', () => {
    assert.equal(metBy(600, 500, nearFloor), true);
    assert.equal(metBy(601, 500, nearFloor), false);
    assert.equal(metBy(10_500, 10_000, nearFloor), true);
    assert.equal(metBy(10_501, 10_000, nearFloor), false);
  });

  it('wants a quarter of the time of papermill', () => {
    assert.equal(metBy(1_000, 4_000, fourTimesFaster()), true);
    assert.equal(metBy(1_001, 4_000, fourTimesFaster()), false);
  });

  it('judges what papermill cannot do at once by what it takes one after the other', () => {
    const oneByOne = { ...caseOf(nearFloor), rows: [{ measure: 'whole', what: 'one by one', limits: [] }] };
    const theirs = valuesOf({ 'papermill-js': { whole: [12_000] }, papermill: { whole: [20_000] } });
    const before = rowsOf(oneByOne as Case, theirs, [], undefined);
    const met = (own: number) => {
      const atOnce = { ...caseOf(fourTimesFaster('one by one')), columns: ['papermill-js'] };
      const values = valuesOf({ 'papermill-js': { whole: [own] } });
      return rowsOf(atOnce, values, before, undefined)[0]?.verdicts[0]?.met;
    };
    assert.deepEqual([met(5_000), met(5_001)], [true, false]);
  });

  it('holds the memory of a great notebook to that of a small one', () => {
    const own = (memory: number) => valuesOf({ 'papermill-js': { memory: [memory] } });
    const small = {
      ...caseOf(nearFloor, 'memory'),
      rows: [{ measure: 'memory', what: 'small', limits: [] }],
    };
    const before: Row[] = rowsOf(small as Case, own(100), [], undefined);
    const met = (memory: number) =>
      rowsOf(caseOf(flatAgainst('small'), 'memory'), own(memory), before, undefined)[0]?.verdicts[0]?.met;
    assert.deepEqual([met(150), met(151)], [true, false]);
  });

  it('says in a row what was not measured, and who lost lines', () => {
    const values = valuesOf({
      'papermill-js': { whole: [900], linesKept: 20_000 },
      'bare client': { whole: [850] },
      papermill: { whole: [6_000], linesKept: 509, failure: 'it had not ended after 40 s' },
    });
    const rows = rowsOf(caseOf(nearFloor, 'whole', { lines: 20_000 }), values, [], undefined);
    const text = formatGroup({ name: 'runner', title: 'T', about: [], columns, rows });
    assert.match(text, /^a row, ms +900 .* 850 .* 6,000 /m);
    assert.match(text, /^ {4}papermill kept 509 of 20,000 lines$/m);
    assert.match(text, /^ {4}met: within 5 % or 100 ms of the bare client \(900 ms, the limit is 950 ms\)$/m);
  });

  it('measures the rest where there is no Python, and says why', async () => {
    const { rows, columns } = await measureRunners({
      runs: 1,
      progress: () => undefined,
      only: (what) => what.endsWith('one cell'),
      findPapermill: () => Promise.reject(new LabError('PythonMissing', 'no Python here')),
    });
    assert.deepEqual(columns.slice(2), ['papermill', 'jupyter execute', 'papermill on our kernel']);
    assert.deepEqual(
      rows.map(({ what }) => what),
      ['tslab: start to first cell', 'tslab: one cell'],
    );
    for (const { measured } of rows) {
      assert.deepEqual(measured.papermill, { leftOut: 'no Python here' });
      for (const column of ['papermill-js', 'bare client']) {
        const values = measured[column];
        assert.ok(values && 'values' in values && (values.values[0] ?? 0) > 0, JSON.stringify(values));
      }
    }
    assert.equal(rows[0]?.verdicts[0]?.met, undefined);
  });

  it('compares with a client that fails where a cell does', async () => {
    const input = path.join(folder, 'fails.ipynb');
    await writeNotebook(input, 'tslab', ["throw new Error('not so')"]);
    const { command, env } = floor(await writeKernels(folder, undefined));
    const job = { input, output: '', language: 'tslab' as const };
    await assert.rejects(runCommand(command(job), { env, cwd: folder, patienceMs: 60_000 }), {
      code: 'RunnerFailed',
      message: /it ended with 1: .*not so/,
    });
  });

  it('tells the exit code and the last words of a command that fails', async () => {
    await assert.rejects(run("console.error('no such notebook'); process.exit(3)", 60_000), {
      code: 'RunnerFailed',
      message: 'it ended with 3: no such notebook',
    });
  });

  it('stops a command that takes too long, and what that has started', async () => {
    const pidFile = path.join(folder, 'pid');
    const grandchild = `require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const code = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { detached: true }); setInterval(() => {}, 1000)`;
    await assert.rejects(run(code, 2_000), { code: 'RunnerSlow', message: /had not ended after 2 s/ });
    const pid = Number(await readFile(pidFile, 'utf8'));
    while (isAlive(pid)) await sleep(10);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
