import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  executeNotebook,
  KernelNotFoundError,
  type NotebookResult,
  notebookResult,
  type Output,
  renderHtmlReport,
  renderJUnitReport,
  runResult,
} from '../../scripts/papermill-js/src/index.js';
import { humanTime } from '../../scripts/papermill-js/src/reports/escape.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { type CellSketch, codeCell, sketchNotebook, textOf } from './support/notebooks.js';
import { sketchResult } from './support/runs.js';

const root = temporaryFolder({ after });

/** A page without its style. */
async function pageOf(...results: NotebookResult[]): Promise<string> {
  const page = await renderHtmlReport(runResult(results));
  return page.replace(/<style>:root.*?<\/style>/s, '');
}

function withOutput(output: Output): Promise<string> {
  return pageOf(sketchResult('a.ipynb', ['1'], { 0: { outputs: [output] } }));
}

function display(data: Record<string, unknown>): Promise<string> {
  return withOutput({ output_type: 'display_data', data: data as Record<string, string>, metadata: {} });
}

async function prose(source: string, inputPath = 'a.ipynb'): Promise<string> {
  const page = await pageOf(sketchResult(inputPath, [{ source, type: 'markdown' }]));
  return page.slice(page.indexOf('<article'));
}

const boom = {
  ename: 'TypeError',
  evalue: 'a < b',
  traceback: ['\u001b[31mTypeError\u001b[39m: a < b', '    at Cell[1]:2:7'],
};

describe('The HTML report', () => {
  it('puts failed notebooks first, with the error and the failing line of the cell', async () => {
    const source = 'const a = 1;\nthrow new TypeError("a < b");\nconst c = 3;';
    const failed = sketchResult('bad.ipynb', ['# a title', source].map(asCell), {
      1: { status: 'failed', error: boom },
    });
    const page = await pageOf(sketchResult('good.ipynb', ['1']), failed);
    assert.match(page, /<title>2 notebooks<\/title>/);
    assert.ok(page.indexOf('>bad.ipynb<') < page.indexOf('>good.ipynb<'));
    assert.match(page, /<h3>TypeError: a &lt; b<\/h3>/);
    const link = /<a href="#([^"]+)">Cell 2, line 2<\/a>/.exec(page)?.[1];
    assert.ok(link && page.includes(`id="${link}"`), 'the failure links to its cell');
    const marked = [...page.matchAll(/<span class="line marked">(.*)\n/g)].map(([, line]) => line);
    assert.equal(marked.length, 2, 'once in the failure, once in the cell');
    for (const line of marked) assert.match(line ?? '', /throw/);
    assert.match(page, /<summary>Details<\/summary><pre><span class="ansi-red-fg">TypeError<\/span>/);
  });

  it('tells why a notebook could not be run at all', async () => {
    const error = new KernelNotFoundError('nope', ['/dir'], []);
    const page = await pageOf(notebookResult('a.ipynb', { error }));
    assert.match(page, /<h3>KernelNotFoundError: No kernel named &#39;nope&#39; is installed\.<\/h3>/);
    assert.match(page, /<details open><summary>Details<\/summary><pre>.*Looked in:\n {2}\/dir/s);
  });

  it('says of each notebook how it ended, in which kernel, with which parameters, at which attempt', async () => {
    const earlierFailures = [{ name: 'TypeError', message: 'the <first> time', cellId: 'cell-1' }];
    const fields = { attempts: 2, earlierFailures, output: 'out/a.ipynb' };
    const result = sketchResult('a.ipynb', ['1'], {}, fields);
    const notebook = result.executed?.notebook;
    assert.ok(notebook);
    notebook.metadata.papermill = { parameters: { shards: 2, topic: '<x>' } };
    const page = await pageOf(result, {
      ...result,
      input: 'b.ipynb',
      outcome: 'not-run',
      executed: undefined,
    });
    assert.match(page, /<dt>Kernel<\/dt><dd>scripted, typescript 6\.0\.3<\/dd>/);
    assert.match(
      page,
      /<dt>Executed<\/dt><dd>attempt 2<\/dd>.*<dt>Attempt 1<\/dt><dd>TypeError: the &lt;first&gt; time<\/dd>/,
    );
    assert.match(page, /<dt><code>shards<\/code><\/dt><dd><code><span class="hljs-number">2<\/span>/);
    assert.match(
      page,
      /<dt><code>topic<\/code><\/dt><dd><code><span class="hljs-string">&quot;&lt;x&gt;&quot;</,
    );
    assert.match(page, /<span class="badge not-run">not run<\/span>/);
    assert.match(page, /2026-01-31 12:00:00 UTC/);
  });

  it('shows each cell’s time as a bar of the longest, and all of them as a line', async () => {
    const page = await pageOf(sketchResult('a.ipynb', ['1', '2']));
    assert.match(page, /100 ms<\/span><span class="bar"><span style="width:100\.0%">/);
    assert.match(page, /50 ms<\/span><span class="bar"><span style="width:50\.0%">/);
    assert.match(page, /<nav class="timeline".*flex-grow:33\.33.*title="cell 1: 50 ms {2}1"/s);
  });

  it('colours code in the notebook’s language and escapes it', async () => {
    const page = await pageOf(sketchResult('a.ipynb', ['if (a < b) {}']));
    assert.match(page, /<code><span class="hljs-keyword">if<\/span> \(a &lt; b\) \{\}<\/code>/);
  });

  it('colours a cell in the language that its first line names', async () => {
    const page = await pageOf(sketchResult('a.ipynb', ['%%python\nNone', '%%nonesuch\nNone']));
    assert.equal(page.match(/<span class="hljs-literal">None/g)?.length, 1);
  });

  it('marks cells that were not reached, and those that failed as they should', async () => {
    const page = await pageOf(
      sketchResult('a.ipynb', [{ source: '1', tags: ['raises-exception'] }, '2'], {
        0: { error: boom },
        1: { status: 'pending' },
      }),
    );
    assert.match(page, /<article class="cell pending"/);
    assert.match(page, /<span class="time">not run<\/span>/);
    assert.match(page, /failed, as it should/);
  });

  it('gives ANSI colours their classes and escapes what was printed', async () => {
    const page = await withOutput({
      output_type: 'stream',
      name: 'stderr',
      text: '\u001b[32m<ok>\u001b[0m\n',
    });
    assert.match(page, /<pre class="output stderr"><span class="ansi-green-fg">&lt;ok&gt;<\/span><\/pre>/);
  });

  it('shows the richest type of an output, pictures as images', async () => {
    const svg = await display({ 'image/svg+xml': '<svg/>', 'text/plain': 'plain' });
    assert.ok(svg.includes(`src="data:image/svg+xml;base64,${Buffer.from('<svg/>').toString('base64')}"`));
    assert.match(
      await display({ 'image/png': 'AA\nBB', 'text/plain': 'plain' }),
      /src="data:image\/png;base64,AABB"/,
    );
    const html = await display({ 'text/html': '<b>bold</b>', 'text/plain': 'plain' });
    assert.match(html, /<template shadowrootmode="open">.*<b>bold<\/b><\/template>/);
    assert.match(await display({ 'text/latex': '$\\displaystyle x^2$' }), /<math[^>]*display="block"/);
    assert.match(
      await display({ 'application/json': { a: [1] }, 'text/plain': '<JSON>' }),
      /&quot;a&quot;<\/span>.*<span class="hljs-number">1/s,
    );
    assert.match(await display({ 'application/x-odd': '' }), /type application\/x-odd, which only Jupyter/);
  });

  it('shows the picture beside a chart that only a script could draw', async () => {
    const chart = { 'application/vnd.vegalite.v5+json': {}, 'image/svg+xml': '<svg/>', 'text/plain': 'bars' };
    assert.match(await display(chart), /src="data:image\/svg\+xml/);
    const plotly = { 'text/html': '<div id="x"></div><script>draw()</script>', 'image/png': 'AABB' };
    assert.match(await display(plotly), /src="data:image\/png;base64,AABB"/);
  });

  it('loads nothing and lets no output run, break out or swallow the page', async () => {
    const page = await display({
      'text/html': '</template><script>alert(1)</script><b>x</b><style>a{<!-- <textarea>',
    });
    assert.match(page, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'/);
    assert.ok(page.includes('&lt;/template><b>x</b><style>a{<!-- &lt;textarea>--></style></template>'));
    assert.doesNotMatch(page, /<script/);
    assert.doesNotMatch(page, /https?:\/\//);
    const map =
      '<link href="x"><meta http-equiv="refresh" content="0;x"><iframe srcdoc="<p>"></iframe><b>map</b>';
    assert.ok((await display({ 'text/html': map })).includes('</style><b>map</b></template>'));
    const text = await prose('<!-- open\n\n<script>x\n\n<textarea>\n\n<meta http-equiv="refresh">');
    assert.match(text, /<!-- open[\s\S]*?-->/);
    assert.doesNotMatch(text, /<(script|textarea|meta)/);
  });

  it('cuts a flood of output, keeps its beginning and end, and says what is left out', async () => {
    const text = `first\n${'line\n'.repeat(20_000)}last\n`;
    const page = await withOutput({ output_type: 'stream', name: 'stdout', text });
    assert.ok(page.length < 40_000);
    assert.match(page, /<pre class="output stdout">first\n/);
    assert.match(page, /95,\d{3} characters left out here; the notebook has them\..*last<\/pre>/s);
  });

  it('leaves long outputs in the file to which an execution took them', async () => {
    await scriptedKernel(root);
    const executed = await executeNotebook(
      sketchNotebook(["k.print('z'.repeat(300_000))", 'k.memory.x = 1']),
      null,
      { kernelDirs: [join(root, 'scripted')], kernelName: 'scripted' },
    );
    const inFile = (): boolean => {
      return Object.getOwnPropertyDescriptor(executed.notebook.cells[0], 'outputs')?.get !== undefined;
    };
    assert.ok(inFile());
    const run = runResult([notebookResult('a.ipynb', { executed })]);
    assert.match(await renderHtmlReport(run), /<pre class="output stdout">zzzzz/);
    assert.match(await renderJUnitReport(run), /<system-out>zzzzz/);
    assert.ok(inFile());
    assert.equal(textOf(codeCell(executed.notebook, 0)).length, 300_000);
  });

  it('stays small with an output of 100 MB', async () => {
    const text = 'x'.repeat(100_000_000);
    for (const output of [
      { 'text/plain': text },
      { 'text/html': text, 'text/plain': 'small' },
      { 'text/markdown': text, 'text/plain': 'small' },
      { 'image/svg+xml': text },
      { 'image/png': text },
    ]) {
      const page = await display(output);
      assert.ok(page.length < 500_000, `${Object.keys(output)}: ${page.length}`);
    }
  });
});

describe('Prose in the HTML report', () => {
  it('is rendered with tables, tasks, coloured code and formulas', async () => {
    const page = await prose(
      '# *Title*\n\n|a|\n|-|\n|b|\n\n- [x] done\n- [ ] open\n\n```python\nimport os\n```\n\n$x^2$ costs $5 or $6, $$y$$ \\\\(z\\\\)',
    );
    assert.match(page, /<h1 id="notebook-1-Title"><em>Title<\/em><\/h1>/);
    assert.match(page, /<figure class="table"><table>/);
    assert.match(page, /<li class="task">☑ done<\/li>\s*<li class="task">☐ open/);
    assert.match(page, /<span class="hljs-keyword">import<\/span> os/);
    assert.equal(page.match(/<math/g)?.length, 3);
    assert.match(page, /costs \$5 or \$6/);
  });

  it('keeps the lines of a formula together, whatever they begin with', async () => {
    const page = await prose(
      'before\n$$\na\n= b \\\\\n- c\n$$\nafter\n\n\\begin{align}\na &= b\n\n\\end{align}',
    );
    assert.equal(page.match(/<math/g)?.length, 2);
    assert.doesNotMatch(page, /<(h1|h2|li)/);
    assert.match(await prose('$\\frac{a$'), /<code class="latex">\\frac\{a<\/code>/);
  });

  it('draws Mermaid diagrams, and says of those that it cannot draw that this is their source', async () => {
    const page = await prose('```mermaid\nflowchart LR\n  A[first] --> B[(second)]\n```');
    assert.match(page, /<figure class="diagram"><svg.*first.*second.*<\/svg><\/figure>/s);
    assert.match(
      await prose('```mermaid\n%% rare\ngitGraph\n  commit\n```'),
      /<figcaption>This Mermaid diagram \(gitGraph\) is of a kind, or has a line, that cannot be drawn here\. Its source:<\/figcaption><pre><code>%% rare/,
    );
  });

  it('takes pictures beside the notebook and attached ones into the page, and links to those from afar', async () => {
    await writeFile(join(root, 'a b.png'), 'png');
    const data = `data:image/png;base64,${Buffer.from('png').toString('base64')}`;
    const page = await prose(
      '![alt](a%20b.png) <img src="a b.png">\n\n![far](https://x.example/y.png)',
      join(root, 'n.ipynb'),
    );
    assert.equal(page.split(data).length - 1, 2);
    assert.match(page, /<a class="picture-link" href="https:\/\/x\.example\/y\.png">picture: far<\/a>/);
    const result = sketchResult('a.ipynb', [{ source: '![](attachment:p.png)', type: 'markdown' }]);
    Object.assign(result.executed?.notebook.cells[0] ?? {}, {
      attachments: { 'p.png': { 'image/png': 'AABB' } },
    });
    assert.match(await pageOf(result), /src="data:image\/png;base64,AABB"/);
  });

  it('has a table of contents, and links that lead to headings and notebooks of the page', async () => {
    const source = '# A\n\n## B c\n\n## D\n\n## B c\n\n[in](#B-c) [other](sub/b.ipynb) [file](data.csv)';
    const page = await renderHtmlReport(
      runResult([
        sketchResult('lessons/a.ipynb', [{ source, type: 'markdown' }], {}, { output: 'out/a #1.ipynb' }),
        sketchResult('lessons/sub/b.ipynb', ['1']),
      ]),
      { path: 'out/report.html' },
    );
    assert.match(page, /<details class="contents">.*<li class="level-1"><a href="#notebook-1-B-c">B c<\/a>/s);
    assert.match(page, /id="notebook-1-B-c-2"/);
    assert.match(page, /<a href="#notebook-1-B-c">in<\/a>/);
    assert.match(page, /<a href="#notebook-2">other<\/a>/);
    assert.match(page, /<a href="\.\.\/lessons\/data\.csv">file<\/a>/);
    assert.match(page, /<dt>Saved as<\/dt><dd><a href="a%20%231\.ipynb"><code>out\/a #1\.ipynb<\/code><\/a>/);
  });
});

function asCell(source: string): CellSketch {
  return source.startsWith('# ') ? { source, type: 'markdown' } : source;
}

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
