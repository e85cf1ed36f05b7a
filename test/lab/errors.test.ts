import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { closeBrowserAfterwards, labTest } from './support/lab-test.js';

describe('a cell that fails', () => {
  closeBrowserAfterwards();

  labTest('is red, points at its line, and stops Run All', async (lab) => {
    const notebook = await lab.openCells('failing-cell.ipynb', {
      before: "console.log('before');",
      failing: "const orders = ['first'];\nthrow new Error('the order is missing');",
      after: "console.log('after');",
    });
    await notebook.command('notebook:run-all-cells');
    await notebook.ended('failing');
    await notebook.quiet();

    const [error, ...others] = (await notebook.state('failing')).outputs;
    assert.deepEqual(others, []);
    assert.equal(error?.output_type, 'error');
    assert.equal(error.ename, 'Error');
    assert.equal(error.evalue, 'the order is missing');
    assert.deepEqual(await notebook.state('after'), { id: 'after', count: null, outputs: [] });

    const shown = (await notebook.show('failing')).locator('.jp-OutputArea-output');
    const text = await shown.innerText();
    assert.match(text, /> 2 \| throw new Error\('the order is missing'\);/);
    assert.doesNotMatch(text, /node_modules|tslab|\/dist\//);
    assert.ok((await shown.locator('.ansi-red-fg, .ansi-red-intense-fg').count()) > 0, 'no letter is red');
    assert.match(await shown.evaluate(backgroundOf), /^rgb\(255, 2\d\d, 2\d\d\)$/);
    await lab.screenshot('failing-cell');
  });

  labTest('shows all its type errors, at their lines, and does not run', async (lab) => {
    const notebook = await lab.openCells('type-errors.ipynb', {
      wrong: "console.log('runs');\nconst count: number = 'one';\nconst name: string = 2;",
    });
    await notebook.run('wrong');
    const text = await notebook.text('wrong');
    assert.doesNotMatch(text, /^runs/);
    const shown = await (await notebook.show('wrong')).locator('.jp-OutputArea-output').innerText();
    assert.match(shown, /2:7[\s\S]*Type 'string' is not assignable to type 'number'/);
    assert.match(shown, /3:7[\s\S]*Type 'number' is not assignable to type 'string'/);
    await lab.screenshot('type-errors');
  });
});

/** Runs in the page. */
function backgroundOf(element: object): string {
  const { getComputedStyle } = globalThis as unknown as {
    getComputedStyle(element: object): { readonly backgroundColor: string };
  };
  return getComputedStyle(element).backgroundColor;
}
