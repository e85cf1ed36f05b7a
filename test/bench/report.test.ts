import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toRow } from '../../scripts/bench/kernel/rows.js';
import { formatGroup, formatVerdicts } from '../../scripts/bench/report.js';
import { allMet, type GroupResult, type Measured, type Row, summarize } from '../../scripts/bench/result.js';

const noDeno = { leftOut: 'no connection' };

function groupOf(rows: readonly Row[]): GroupResult {
  const columns = ['tslab-kernel', 'stock tslab', 'Deno'];
  return { name: 'kernel', title: 'The kernels', about: ['told first'], columns, rows };
}

function measured(own: number[], stock: number[], deno: number[] | undefined): Record<string, Measured> {
  return {
    'tslab-kernel': { values: own },
    'stock tslab': { values: stock },
    Deno: deno ? { values: deno } : noDeno,
  };
}

describe('the report of the benchmark', () => {
  it('shows medians with their spread, ratios, and limits in words', () => {
    const info = toRow('info', measured([300, 210, 220], [1000, 1200, 900], [400, 410, 390]));
    const short = toRow('short', measured([20.5], [30], [2]));
    const lines = formatGroup(groupOf([info, short])).split('\n');
    assert.deepEqual(lines, [
      'The kernels',
      '  told first',
      '',
      '                                 tslab-kernel          stock tslab            Deno',
      'spawn to kernel_info_reply, ms   220 (210 to 300)      1,000 (900 to 1,200)   400 (390 to 410)',
      '    tslab-kernel is 0.22 of stock tslab, 0.55 of Deno',
      '    met: earlier than Deno (220 ms, the limit is 400 ms)',
      '    met: at most 0.4 of stock tslab (220 ms, the limit is 400 ms)',
      '51st short cell after that, ms   20.5 (20.5 to 20.5)   30 (30 to 30)          2 (2 to 2)',
      '    tslab-kernel is 0.68 of stock tslab, 10.25 of Deno',
      '    MISSED: under 15 ms (20.5 ms)',
      '',
    ]);
  });

  it('says once why a column is missing, and judges no limit by it', () => {
    const rows = (['info', 'first'] as const).map((name) => toRow(name, measured([200], [1000], undefined)));
    const text = formatGroup(groupOf(rows));
    assert.equal(text.split('Deno left out: no connection').length, 2);
    assert.equal(text.split('not judged: earlier than Deno (Deno was not measured)').length, 3);
    assert.equal(text.split('met: at most 0.4 of stock tslab').length, 3);
  });

  it('says in its row what is missing in that row alone', () => {
    const memory = toRow('memoryReady', {
      'tslab-kernel': { leftOut: 'no figure' },
      'stock tslab': { values: [1] },
      Deno: { values: [1] },
    });
    const text = formatGroup(groupOf([toRow('short', measured([1], [1], [1])), memory]));
    assert.match(
      text,
      /memory after kernel_info, MB +- +1 \(1 to 1\) .*\n {4}tslab-kernel left out: no figure\n/,
    );
    assert.match(text, /not judged: no more than stock tslab \(tslab-kernel was not measured\)/);
  });

  it('keeps "earlier" strict and "no more" not', () => {
    const met = (row: Row) => row.verdicts.map((verdict) => verdict.met);
    assert.deepEqual(met(toRow('info', measured([400], [1000], [400]))), [false, true]);
    assert.deepEqual(met(toRow('memoryImport', measured([400], [400], [1]))), [true]);
    assert.deepEqual(met(toRow('import', measured([200], [1000], [1]))), [false]);
  });

  it('passes a check only where every limit was judged and met', () => {
    const passes = (row: Row) =>
      allMet([groupOf([]), groupOf([toRow('short', measured([1], [1], [1])), row])]);
    assert.equal(passes(toRow('info', measured([100], [1000], [400]))), true);
    assert.equal(passes(toRow('info', measured([100], [1000], undefined))), false);
    assert.equal(passes(toRow('info', measured([500], [1000], [400]))), false);
  });

  it('needs no heading for a single column', () => {
    const row: Row = { what: 'all', unit: 'ms', measured: { one: { values: [1, 2] } }, verdicts: [] };
    const text = formatGroup({ name: 'x', title: 'X', about: [], columns: ['one'], rows: [row] });
    assert.equal(text, 'X\n\nall, ms   1.5 (1 to 2)\n');
  });

  it('counts the limits at the end, where there are any', () => {
    const rows = [
      toRow('info', measured([450], [1000], undefined)),
      toRow('short', measured([1], [1], undefined)),
    ];
    assert.equal(formatVerdicts([groupOf(rows)]), 'Limits: 1 met, 1 missed, 1 not judged.\n');
    assert.equal(formatVerdicts([groupOf([])]), '');
  });

  it('takes the mean of the middle two of an even number of runs', () => {
    assert.deepEqual(summarize({ values: [10, 1, 3, 2] }), { min: 1, median: 2.5, max: 10 });
    assert.equal(summarize({ values: [] }), undefined);
    assert.equal(summarize(noDeno), undefined);
  });
});
