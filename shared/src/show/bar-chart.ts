import type { TopLevelSpec } from 'vega-lite';
import { type Displayable, displayable } from './displayable';

export interface Bar {
  readonly label: string;
  readonly value: number;
}

export interface BarChartOptions {
  readonly title: string;
  /** What a bar stands for. */
  readonly labelTitle: string;
  /** What its length counts. */
  readonly valueTitle: string;
}

/** JupyterLab's renderer goes up to this version of Vega-Lite. */
const VEGA_LITE = 'application/vnd.vegalite.v5+json';

/**
 * A bar chart as the last line of a cell: Vega-Lite for JupyterLab, the same as SVG for every other viewer, and as
 * text where there are only letters.
 *
 * @example barChart([{ label: 'shard 0', value: 12 }], { title: 'Registros', labelTitle: 'shard', valueTitle: 'registros' })
 */
export function barChart(bars: readonly Bar[], options: BarChartOptions): Displayable {
  const spec = toSpec(bars, options);
  return displayable(toText(bars, options), async () => ({
    [VEGA_LITE]: spec,
    'image/svg+xml': await toSvg(spec),
  }));
}

function toSpec(bars: readonly Bar[], { title, labelTitle, valueTitle }: BarChartOptions): TopLevelSpec {
  const y = { field: 'label', type: 'nominal', title: labelTitle, sort: null } as const;
  const x = { field: 'value', type: 'quantitative', title: valueTitle } as const;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    title,
    background: 'white',
    width: 440,
    height: { step: 26 },
    data: { values: bars.map(({ label, value }) => ({ label, value })) },
    encoding: { y, x: { ...x, axis: { tickMinStep: 1 } } },
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

function toText(bars: readonly Bar[], { title, valueTitle }: BarChartOptions): string {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const labelWidth = Math.max(0, ...bars.map(({ label }) => label.length));
  const lines = bars.map(({ label, value }) => {
    const bar = '█'.repeat(Math.round((value / most) * TEXT_WIDTH));
    return `${label.padEnd(labelWidth)}  ${bar} ${value}`;
  });
  return [`${title} (${valueTitle})`, ...lines].join('\n');
}
