import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { closeBrowserAfterwards, labTest } from './support/lab-test.js';
import { patiently } from './support/patience.js';

describe('the page that the lab opens first', () => {
  closeBrowserAfterwards();

  labTest('leads to the lessons, and nothing pops up', async (lab) => {
    await lab.openFirstPage();
    const page = lab.page.locator('.jp-MarkdownViewer .jp-RenderedMarkdown');
    await patiently('the diagram of the welcome page is drawn', ({ timeout }) =>
      page.locator('.jp-RenderedMermaid img').waitFor({ timeout }),
    );
    await lab.screenshot('welcome');
    assert.equal(await lab.page.locator('.jp-Dialog, .Toastify__toast').count(), 0, 'something popped up');
    await page.getByRole('link', { name: 'Produtor', exact: true }).click();
    await (await lab.opened('produtor.ipynb')).ready();
  });
});
