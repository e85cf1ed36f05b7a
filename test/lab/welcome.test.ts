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

  labTest('opens producer and consumer side by side, and leaves them as they are', async (lab) => {
    await lab.openFirstPage();
    await lab.page.getByRole('link', { name: 'produtor ao lado do consumidor' }).click();
    await patiently('the page is the prepared one', ({ timeout }) =>
      lab.page.waitForURL('**/lab/workspaces/lado-a-lado', { timeout, waitUntil: 'domcontentloaded' }),
    );
    const producer = await lab.opened('produtor.ipynb');
    const consumer = await lab.opened('consumidor1.ipynb');
    for (const notebook of [producer, consumer]) await notebook.ready();
    const left = await producer.root.boundingBox();
    const right = await consumer.root.boundingBox();
    assert.ok(left && right && left.x + left.width <= right.x, 'the consumer is not to the right');
    assert.ok(Math.abs(left.width - right.width) < 10, 'one is wider than the other');
    // Their metadata is what the kernel tells of its language, or JupyterLab would count that as a change.
    assert.equal(await lab.page.locator('.lm-TabBar-tab.jp-mod-dirty').count(), 0, 'a lesson has changed');
    await lab.screenshot('two-lessons');
  });
});
