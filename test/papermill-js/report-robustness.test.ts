import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { XMLValidator } from 'fast-xml-parser';
import {
  githubAnnotations,
  githubSummary,
  jsonReport,
  type Output,
  renderHtmlReport,
  renderJUnitReport,
  runResult,
} from '../../scripts/papermill-js/src/index.js';
import { jsonValues } from './support/json-values.js';
import { sketchResult } from './support/runs.js';

const mimeTypes = [
  'text/html',
  'text/markdown',
  'text/latex',
  'text/plain',
  'image/svg+xml',
  'image/png',
  'application/json',
  'application/vnd.odd+json',
];

const values = jsonValues(320);

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Cells that put out every value under some MIME type, and fail with it. */
const run = runResult(
  values.map((value, index) => {
    const text = textOf(value);
    const data = { [mimeTypes[index % mimeTypes.length] ?? '']: value };
    const outputs = [
      { output_type: 'display_data', data, metadata: {} },
      { output_type: 'stream', name: 'stdout', text },
    ] as Output[];
    const error = { ename: text, evalue: text, traceback: [text] };
    const result = sketchResult(`${text}.ipynb`, [{ source: text, type: 'markdown' }, `x${text}`], {
      1: { status: 'failed', error, outputs },
    });
    Object.assign(result.executed?.notebook.metadata ?? {}, { papermill: { parameters: { value } } });
    return result;
  }),
);

describe('Whatever a notebook holds', () => {
  it('the HTML report shows it, and it neither runs nor ends an element of the page', async () => {
    const page = await renderHtmlReport(run);
    assert.doesNotMatch(page, /<script/i);
    for (const name of ['article', 'section', 'main', 'template']) {
      const count = (pattern: string): number => page.match(new RegExp(pattern, 'g'))?.length ?? 0;
      assert.equal(count(`<${name}[ >]`), count(`</${name}>`), name);
    }
  });

  it('the JUnit report is XML', async () => {
    assert.equal(XMLValidator.validate(await renderJUnitReport(run)), true);
  });

  it('the JSON report comes back as it was', () => {
    const report = jsonReport(run);
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
    assert.deepEqual(
      report.notebooks.map(({ parameters }) => parameters.value),
      values,
    );
  });

  it('an annotation is one line, and the summary has as many folds as ends of them', async () => {
    const lines = (await githubAnnotations(run)).trimEnd().split(/\r\n|\r|\n/);
    assert.equal(lines.length, 10);
    for (const line of lines) assert.match(line, /^::error /);
    const summary = await githubSummary(run);
    assert.equal(summary.match(/^<details>/gm)?.length, summary.match(/^<\/details>/gm)?.length);
  });
});
