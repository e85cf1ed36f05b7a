import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { closeBrowserAfterwards, labTest } from './support/lab-test.js';

const LINES = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`).join('');
const BURST = Array.from({ length: 40_000 }, (_, n) => `${String(n).padEnd(99, '.')}\n`).join('');

describe('what a cell prints', () => {
  closeBrowserAfterwards();

  labTest('arrives whole at 20,000 lines, at once or with pauses, and the next cell runs', async (lab) => {
    const notebook = await lab.openCells('many-lines.ipynb', {
      atOnce: "for (let n = 0; n < 20_000; n++) console.log('line ' + n);",
      withPauses: `import { setImmediate as pause } from 'node:timers/promises';
for (let n = 0; n < 20_000; n++) {
  console.log('line ' + n);
  await pause();
}`,
      next: '1 + 1',
    });
    for (const id of ['atOnce', 'withPauses']) {
      await notebook.run(id);
      assert.equal(await notebook.text(id), LINES, id);
    }
    const { outputs } = await notebook.run('next');
    assert.equal(outputs[0]?.data?.['text/plain'], '2');
    await lab.screenshot('many-lines');
  });

  labTest(
    'arrives whole at four megabytes in a burst, more than Jupyter lets through by itself',
    async (lab) => {
      const notebook = await lab.openCells('megabytes.ipynb', {
        burst: "for (let n = 0; n < 40_000; n++) console.log(String(n).padEnd(99, '.'));",
        next: '1 + 1',
      });
      await notebook.run('burst');
      const text = await notebook.text('burst');
      assert.ok(text === BURST, `${text.length} of ${BURST.length} characters: ${text.slice(-300)}`);
      const { outputs } = await notebook.run('next');
      assert.equal(outputs[0]?.data?.['text/plain'], '2');
    },
  );

  labTest('without end can be stopped after the page, which it freezes, was loaded again', async (lab) => {
    const cells = { endless: 'for (let n = 0; ; n++) console.log(n);', next: '1 + 1' };
    const frozen = await lab.openCells('endless.ipynb', cells);
    await frozen.start('endless');
    await lab.page.reload({ waitUntil: 'domcontentloaded' });
    const notebook = await lab.opened('endless.ipynb');
    await notebook.connected();
    await notebook.interrupt();
    await notebook.ready();
    const { outputs } = await notebook.run('next');
    assert.equal(outputs[0]?.data?.['text/plain'], '2');
  });

  labTest('goes to the cell that started it, also while another one runs', async (lab) => {
    const notebook = await lab.openCells('late-output.ipynb', {
      starts: "setTimeout(() => console.log('late'), 300);\nconsole.log('started');",
      runs: "await new Promise((resolve) => setTimeout(resolve, 600));\nconsole.log('ended');",
    });
    await notebook.run('starts');
    await notebook.run('runs');
    assert.equal(await notebook.text('runs'), 'ended\n');
    await notebook.untilText('starts', /^started\nlate\n$/);
  });
});
