import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type ExecutedNotebook,
  type Output,
  renderHtmlReport,
} from '../../scripts/papermill-js/src/index.js';
import { humanTime } from '../../scripts/papermill-js/src/reports/escape.js';
import { type CellSketch, codeCell, sketchNotebook } from './support/notebooks.js';

function executed(
  name: string,
  cells: CellSketch[],
  fields: Partial<ExecutedNotebook> = {},
): ExecutedNotebook {
  const notebook = sketchNotebook(cells);
  const results = notebook.cells.map(({ id }, index) => ({
    index,
    id,
    status: 'completed' as const,
    durationMs: 50 * (index + 1),
  }));
  return {
    notebook,
    ok: true,
    cells: results,
    durationMs: 1234,
    inputPath: name,
    outputPath: null,
    ...fields,
  };
}

function withOutput(output: Output): string {
  const result = executed('a.ipynb', ['1']);
  codeCell(result.notebook, 0).outputs.push(output);
  return renderHtmlReport([result]);
}

function display(data: Record<string, string>): string {
  return withOutput({ output_type: 'display_data', data, metadata: {} });
}

describe('The HTML report', () => {
  it('puts failed notebooks first, with what failed at their top', () => {
    const error = { ename: 'TypeError', evalue: 'a < b', traceback: [] };
    const failed = executed('bad.ipynb', ['1'], {
      ok: false,
      cells: [{ index: 0, id: 'cell-1', status: 'failed', durationMs: 5, error }],
    });
    const page = renderHtmlReport([executed('good.ipynb', ['1']), failed]);
    assert.ok(page.indexOf('bad.ipynb') < page.indexOf('good.ipynb'));
    assert.match(page, /<title>2 notebooks<\/title>/);
    const failure = /<p class="failure"><a href="#([^"]+)">Cell 1<\/a> TypeError: a &lt; b<\/p>/.exec(page);
    assert.ok(failure?.[1] && page.includes(`id="${failure[1]}"`), 'the failure links to its cell');
  });

  it('renders prose, escapes code, and shows each cell’s time as a bar of the longest', () => {
    const cells: CellSketch[] = [{ source: '# *Title*', type: 'markdown' }, 'if (a < b) {}'];
    const page = renderHtmlReport([executed('a.ipynb', cells)]);
    assert.match(page, /<h1><em>Title<\/em><\/h1>/);
    assert.match(page, /<code>if \(a &lt; b\) \{\}<\/code>/);
    assert.match(page, /100 ms<\/span><span class="bar"><span style="width:100\.0%">/);
  });

  it('gives ANSI colours their classes and escapes what was printed', () => {
    const page = withOutput({ output_type: 'stream', name: 'stderr', text: '\u001b[32m<ok>\u001b[0m\n' });
    assert.match(page, /<pre class="output stderr"><span class="ansi-green-fg">&lt;ok&gt;<\/span><\/pre>/);
  });

  it('shows the richest type of an output, pictures as images', () => {
    const svg = display({ 'image/svg+xml': '<svg/>', 'text/plain': 'plain' });
    assert.ok(svg.includes(`src="data:image/svg+xml;base64,${Buffer.from('<svg/>').toString('base64')}"`));
    assert.match(
      display({ 'image/png': 'AA\nBB', 'text/plain': 'plain' }),
      /src="data:image\/png;base64,AABB"/,
    );
    const html = display({ 'text/html': '<b>bold</b>', 'text/plain': 'plain' });
    assert.match(html, /<template shadowrootmode="open">.*<b>bold<\/b><\/template>/);
    assert.match(display({ 'application/x-odd': '' }), /type application\/x-odd, which only Jupyter/);
  });

  it('loads nothing and lets no script of an output run or break out', () => {
    const page = display({ 'text/html': '</template><script>alert(1)</script>' });
    assert.match(page, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'/);
    assert.ok(page.includes('&lt;/template><script>alert(1)</script></template>'));
  });

  it('cuts a flood of output and says how much is left', () => {
    const page = withOutput({ output_type: 'stream', name: 'stdout', text: 'line\n'.repeat(20_000) });
    assert.ok(page.length < 30_000);
    assert.match(page, /95,000 more characters in the notebook/);
  });

  it('marks cells that were not reached', () => {
    const cells = [{ index: 0, id: 'cell-1', status: 'pending' as const, durationMs: 0 }];
    assert.match(renderHtmlReport([executed('a.ipynb', ['1'], { cells })]), /<div class="cell pending"/);
  });
});

describe('Times for people', () => {
  it('use the unit that reads best', () => {
    assert.deepEqual([0.4, 999, 1234, 12_345, 59_990, 125_000].map(humanTime), [
      '0 ms',
      '999 ms',
      '1.23 s',
      '12.3 s',
      '1 min 0 s',
      '2 min 5 s',
    ]);
  });
});
