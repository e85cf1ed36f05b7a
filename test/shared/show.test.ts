import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import {
  barChart,
  lessonSummary,
  type MimeBundle,
  progress,
  SUMMARY_MIME,
} from '@aws-streaming-lessons/shared';

/** What a kernel that knows Deno's convention would show. */
async function shown(value: object): Promise<MimeBundle> {
  const show = (value as Record<symbol, () => Promise<MimeBundle>>)[Symbol.for('Jupyter.display')];
  assert.ok(show, 'the value does not show itself');
  return show.call(value);
}

const bars = new Map([
  ['shard 0', 30],
  ['shard <1>', 10],
]);
const chart = barChart('Records by shard', bars, 'records');

describe('a bar chart', () => {
  it('is Vega-Lite, SVG and text at once', async () => {
    const bundle = await shown(chart);
    assert.deepEqual(Object.keys(bundle).sort(), [
      'application/vnd.vegalite.v5+json',
      'image/svg+xml',
      'text/plain',
    ]);
  });

  it('has its numbers and labels in the SVG, escaped', async () => {
    const svg = String((await shown(chart))['image/svg+xml']);
    for (const text of [
      '>30<',
      '>10<',
      '>shard 0<',
      '>shard &lt;1&gt;<',
      '>Records by shard<',
      '>records<',
    ]) {
      assert.ok(svg.includes(text), text);
    }
  });

  it('is drawn in letters where values are printed, in proportion', () => {
    const lengths = inspect(chart)
      .split('\n')
      .slice(1)
      .map((line) => line.replaceAll(/[^█]/g, '').length);
    assert.deepEqual(lengths, [40, 13]);
  });

  it('does not fall over without bars or with zeros', () => {
    assert.equal(inspect(barChart('Empty', [], 'v')), 'Empty (v)');
    assert.match(inspect(barChart('Zero', Object.entries({ a: 0 }), 'v')), /a {3}0$/);
  });
});

describe("a lesson's summary", () => {
  it('is a sentence for the reader and data for the runner', async () => {
    const summary = { lesson: 'produtor', recordsIn: 3, recordsOut: 1 };
    const bundle = await shown(lessonSummary(summary));
    assert.deepEqual(bundle[SUMMARY_MIME], summary);
    assert.equal(bundle['text/plain'], 'Aula produtor: 3 registro(s) enviados, 1 registro(s) lidos.');
  });
});

describe('progress', () => {
  it('rewrites one line and leaves its last state', () => {
    const written: string[] = [];
    const line = progress('Sending', (text) => written.push(text));
    line.update('100 records');
    line.done('2');
    assert.deepEqual(written, ['\rSending: 100 records', '\rSending: 2          ', '\n']);
  });

  it('keeps the lines that are printed above the one that is rewritten', () => {
    let written = '';
    const line = progress('Waiting', (text) => {
      written += text;
    });
    line.update('nothing new for 10 s');
    line.print('990 {}');
    line.done('1 record');
    line.print('after');
    assert.deepEqual(onScreen(written), ['990 {}', 'Waiting: 1 record', 'after', '']);
  });
});

/** What a terminal or a notebook shows of text with carriage returns: what follows one overwrites. */
function onScreen(text: string): string[] {
  return text.split('\n').map((line) =>
    line
      .split('\r')
      .reduce((shown, part) => part + shown.slice(part.length))
      .trimEnd(),
  );
}
