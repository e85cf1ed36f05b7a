import assert from 'node:assert/strict';
import type { Lab } from './lab-test.js';
import type { CellState, OpenNotebook } from './notebook.js';
import { patiently } from './patience.js';
import { copyOf, keepSaved } from './saved-notebook.js';

/** Longer than the buffer of firehose, a minute. */
const LONGEST_CELL_MS = 100_000;

/**
 * Goes from the first cell to the last with Shift+Enter, each when the one before has ended, and holds the lesson to
 * what a learner should see: no error, nothing on stderr, each plot and diagram drawn, nothing that popped up. It is a
 * copy, since two windows that open one notebook share its kernel. Leaves it as JupyterLab saves it, a screenshot of
 * its end, and one of each plot.
 */
export async function stepThrough(lab: Lab, name: string): Promise<OpenNotebook> {
  const copy = await copyOf(`${name}.ipynb`, `passo-a-passo-${name}.ipynb`);
  const lesson = await lab.open(copy);
  const ids = await lesson.cellIds();
  await lesson.select(String(ids[0]));
  for (const [index, id] of ids.entries()) {
    await patiently(`Shift+Enter has moved on to the cell ${id}`, (options) =>
      lesson.untilActive(index, options),
    );
    await lab.page.keyboard.press('Shift+Enter');
    checkCell(name, await lesson.ended(id, LONGEST_CELL_MS));
  }
  await checkPictures(lab, lesson, name);
  await lesson.save();
  await keepSaved(copy, `${name}.ipynb`);
  assert.deepEqual(lab.pageErrors, [], 'the page threw');
  return lesson;
}

function checkCell(name: string, { id, outputs }: CellState): void {
  const wrong = outputs.filter((output) => output.output_type === 'error' || output.name === 'stderr');
  assert.deepEqual(wrong, [], `The cell ${id} of ${name} shows an error.`);
}

async function checkPictures(lab: Lab, lesson: OpenNotebook, name: string): Promise<void> {
  const states = await Promise.all((await lesson.cellIds()).map((id) => lesson.state(id)));
  const plots = states.filter(({ outputs }) =>
    outputs.some(({ data }) => data?.['application/vnd.vegalite.v5+json']),
  );
  for (const { id } of plots) {
    const cell = await lesson.show(id, 'center');
    const canvas = cell.locator('.vega-embed canvas.marks');
    await patiently(`the plot of ${id} is drawn`, ({ timeout }) => canvas.waitFor({ timeout }));
    assert.ok(await canvas.evaluate(showsColour, BAR_COLOUR), `The plot of ${id} has no bars.`);
    await lab.screenshot(`${name}-${id}`);
  }
  assert.ok(plots.length > 0, `${name} shows no plot.`);

  const diagram = await lesson.show('objetivo', 'start');
  await patiently('the diagram is drawn', ({ timeout }) =>
    diagram.locator('.jp-RenderedMermaid img').waitFor({ timeout }),
  );
  await lab.screenshot(`${name}-start`);
  await lesson.show('resumo', 'center');
  await lab.screenshot(`${name}-end`);
  assert.equal(await lab.page.locator('.jp-Dialog, .Toastify__toast').count(), 0, 'something popped up');
}

/** The bars' blue, #4c78a8, as a canvas gives its pixels. */
const BAR_COLOUR: readonly [number, number, number] = [0x4c, 0x78, 0xa8];

interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
  };
}

/** Runs in the page. */
function showsColour(element: object, [red, green, blue]: typeof BAR_COLOUR): boolean {
  const canvas = element as Canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) return true;
  }
  return false;
}
