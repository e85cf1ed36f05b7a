import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CellExecutionError,
  executeNotebook,
  type JsonEvent,
  JsonEventWriter,
  jsonReport,
  KernelNotFoundError,
  notebookResult,
  runResult,
} from '../../scripts/papermill-js/src/index.js';
import { sketchExecuted, sketchResult } from './support/runs.js';

const at = new Date('2026-01-31T12:00:00.123Z');

function collect(): { lines: string[]; writer: JsonEventWriter } {
  const lines: string[] = [];
  const writer = new JsonEventWriter(
    (line) => lines.push(line),
    () => at,
  );
  return { lines, writer };
}

describe('Events as JSON', () => {
  it('are one line each, whatever the text, and come back as it was', () => {
    const { lines, writer } = collect();
    const text = 'a\nb\u2028c\u2029d\u0085e\ud800 "\\ \u0000 😀';
    const output = { output_type: 'stream', name: 'stdout', text } as const;
    writer.event('n\n.ipynb', { type: 'output', index: 1, id: 'x', output, text });
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^[^\n\u0085\u2028\u2029]*\n$/);
    assert.deepEqual(JSON.parse(lines[0] ?? ''), {
      time: '2026-01-31T12:00:00.123Z',
      notebook: 'n\n.ipynb',
      type: 'output',
      index: 1,
      id: 'x',
      outputType: 'stream',
      stream: 'stdout',
      text,
    });
  });

  it('tell text whole and everything else by its size', () => {
    const { lines, writer } = collect();
    const data = { 'text/plain': 'plain', 'image/png': 'A'.repeat(1000), 'application/json': { a: 1 } };
    const output = { output_type: 'display_data', data, metadata: {} } as const;
    writer.event('a.ipynb', { type: 'output', index: 0, id: 'x', output, text: 'plain' });
    const event: JsonEvent = JSON.parse(lines[0] ?? '');
    assert.ok(event.type === 'output');
    assert.equal(event.text, 'plain');
    assert.deepEqual(event.mimeTypes, { 'text/plain': 5, 'image/png': 1000, 'application/json': 7 });
  });

  it('follow an execution to its end', async () => {
    const { lines, writer } = collect();
    const notebook = sketchExecuted('a.ipynb', ['1', { source: '# t', type: 'markdown' }]).notebook;
    const onEvent = writer.event.bind(writer, 'a.ipynb');
    await executeNotebook(notebook, null, { prepareOnly: true, onEvent });
    const events: JsonEvent[] = lines.map((line) => JSON.parse(line));
    assert.deepEqual(
      events.map(({ type }) => type),
      ['notebook-start', 'notebook-end'],
    );
    const [start, end] = events;
    assert.ok(start?.type === 'notebook-start' && end?.type === 'notebook-end');
    assert.deepEqual([start.formatVersion, start.cellCount], [1, 2]);
    assert.deepEqual(end.cells, { completed: 0, failed: 0, pending: 2, skipped: 0 });
  });

  it('tell of errors with their code and cell, also of those that nobody foresaw', () => {
    const { lines, writer } = collect();
    const cell = { cellIndex: 2, cellId: 'c3', source: 'x' };
    writer.error(new CellExecutionError(cell, { ename: 'E', evalue: 'v', traceback: [] }), 'a.ipynb');
    writer.error('what?');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [
        {
          time: at.toISOString(),
          notebook: 'a.ipynb',
          type: 'error',
          name: 'CellExecutionError',
          code: 'CELL_FAILED',
          message: 'Cell 3 (c3) failed: E: v',
          cell: { index: 2, id: 'c3' },
        },
        {
          time: at.toISOString(),
          notebook: null,
          type: 'error',
          name: 'Error',
          code: null,
          message: 'what?',
          cell: null,
        },
      ],
    );
  });
});

describe('The JSON report', () => {
  it('says of each notebook and cell what became of it', () => {
    const error = { ename: 'E', evalue: 'v', traceback: ['    at Cell[2]:2:1'] };
    const result = sketchResult('a.ipynb', [{ source: '# t', type: 'markdown' }, '1', 'a\nb'], {
      2: { status: 'failed', error },
    });
    Object.assign(result.executed?.notebook.metadata ?? {}, { papermill: { parameters: { n: 1 } } });
    const report = jsonReport(
      runResult([result, notebookResult('b.ipynb', { error: new KernelNotFoundError('nope', ['/d'], []) })]),
    );
    assert.deepEqual([report.formatVersion, report.ok], [1, false]);
    const [failed, missing] = report.notebooks;
    assert.deepEqual(
      [failed?.outcome, failed?.kernel, failed?.parameters, failed?.startedAt],
      ['failed', 'scripted, typescript 6.0.3', { n: 1 }, '2026-01-31T12:00:00.500Z'],
    );
    assert.deepEqual(failed?.cellCounts, { completed: 2, failed: 1, pending: 0, skipped: 0 });
    assert.deepEqual(failed?.cells[2], {
      index: 2,
      id: 'cell-3',
      status: 'failed',
      durationMs: 150,
      error: { name: 'E', message: 'v', traceback: error.traceback },
      cellType: 'code',
      executionCount: 2,
      firstLine: 'a',
      failingLine: 2,
    });
    assert.deepEqual(
      [missing?.outcome, missing?.error?.code, missing?.cells],
      ['failed', 'KERNEL_NOT_FOUND', []],
    );
  });
});
