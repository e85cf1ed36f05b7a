import type { TopLevelSpec } from 'vega-lite';
import { type Displayable, displayable } from './displayable';

/** Labels and values, in the order in which they are drawn: a `Map`, or `Object.entries` of an object. */
export type Bars = Iterable<readonly [label: string, value: number]>;

/** JupyterLab's renderer goes up to this version of Vega-Lite. */
const VEGA_LITE = 'application/vnd.vegalite.v5+json';

/**
 * A bar chart as the last line of a cell: Vega-Lite for JupyterLab, the same as SVG for every other viewer, and as
 * text where there are only letters.
 *
 * @param unit what the bars count; written at their axis.
 * @example barChart('Registros por shard', new Map([['shardId-000000000000', 12]]), 'registros')
 */
export function barChart(title: string, bars: Bars, unit: string): Displayable {
  const values = Array.from(bars, ([label, value]) => ({ label, value }));
  const spec = toSpec(title, values, unit);
  return displayable(toText(title, values, unit), async () => ({
    [VEGA_LITE]: spec,
    'image/svg+xml': await toSvg(spec),
  }));
}

interface Bar {
  readonly label: string;
  readonly value: number;
}

function toSpec(title: string, values: Bar[], unit: string): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    title,
    background: 'white',
    width: 440,
    height: { step: 26 },
    data: { values },
    encoding: {
      y: { field: 'label', type: 'nominal', title: null, sort: null },
      x: { field: 'value', type: 'quantitative', title: unit, axis: { tickMinStep: 1, tickCount: 5 } },
    },
    layer: [
      { mark: { type: 'bar', color: '#4c78a8', tooltip: true } },
      {
        mark: { type: 'text', align: 'left', dx: 4 },
        encoding: { text: { field: 'value', type: 'quantitative' } },
      },
    ],
  };
}

/** Loaded when a chart is shown: the two libraries take a quarter of a second. */
async function toSvg(spec: TopLevelSpec): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

const TEXT_WIDTH = 40;

function toText(title: string, values: readonly Bar[], unit: string): string {
  const most = Math.max(1, ...values.map(({ value }) => value));
  const labelWidth = Math.max(0, ...values.map(({ label }) => label.length));
  const lines = values.map(({ label, value }) => {
    const bar = '█'.repeat(Math.round((value / most) * TEXT_WIDTH));
    return `${label.padEnd(labelWidth)}  ${bar} ${value}`;
  });
  return [`${title} (${unit})`, ...lines].join('\n');
}
