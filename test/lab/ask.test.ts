import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { closeBrowserAfterwards, labTest } from './support/lab-test.js';
import { patiently } from './support/patience.js';

describe('a cell that asks the learner', () => {
  closeBrowserAfterwards();

  labTest('gets its answer from the page', async (lab) => {
    const notebook = await lab.openCells('ask.ipynb', { ask: "const name = prompt('Nome?');\nname" });
    await notebook.start('ask');
    const box = (await notebook.show('ask')).locator('.jp-Stdin-input');
    await patiently('the page asks', ({ timeout }) => box.waitFor({ timeout }));
    await box.fill('Gabriela');
    await box.press('Enter');
    const { outputs } = await notebook.ended('ask');
    const result = outputs.find(({ output_type }) => output_type === 'execute_result');
    assert.equal(result?.data?.['text/plain'], 'Gabriela');
  });
});
