import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { closeBrowserAfterwards, labTest } from './support/lab-test.js';
import { patiently } from './support/patience.js';

const CLIENT = `import { KinesisClient } from '@aws-sdk/client-kinesis';
const kinesis = new KinesisClient({ region: 'us-east-1' });`;

describe('the editor', () => {
  closeBrowserAfterwards();

  labTest('completes and explains the methods of a Kinesis client', async (lab) => {
    const notebook = await lab.openCells('editor.ipynb', { client: CLIENT, asks: '' });
    await notebook.run('client');

    await notebook.type('asks', 'kinesis.');
    await lab.page.keyboard.press('Tab');
    const completer = lab.page.locator('.jp-Completer:not(.lm-mod-hidden)');
    await patiently('the completer shows send', ({ timeout }) =>
      completer.locator('.jp-Completer-item', { hasText: 'send' }).first().waitFor({ timeout }),
    );
    await lab.screenshot('completion');
    await lab.page.keyboard.type('sen');
    await lab.page.keyboard.press('Enter');
    await patiently('the completion is in the cell', async ({ timeout }) =>
      (await notebook.show('asks')).locator('.cm-content', { hasText: 'kinesis.send' }).waitFor({ timeout }),
    );
    assert.equal(await notebook.source('asks'), 'kinesis.send');

    await lab.page.keyboard.press('Shift+Tab');
    const tooltip = lab.page.locator('.jp-Tooltip', { hasText: /send[\s\S]*Command/ });
    await patiently('the tooltip explains send', ({ timeout }) => tooltip.waitFor({ timeout }));
    await lab.screenshot('tooltip');
  });

  labTest('colours the cells as TypeScript', async (lab) => {
    const notebook = await lab.openCells('colours.ipynb', {
      typed: 'interface Order {\n  readonly id: string;\n}',
    });
    const editor = (await notebook.show('typed')).locator('.cm-content');
    assert.equal(await editor.getAttribute('data-language'), 'typescript');
  });
});
