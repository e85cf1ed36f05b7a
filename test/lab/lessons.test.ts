import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { closeBrowserAfterwards, labTest } from './support/lab-test.js';
import { stepThrough } from './support/step-through.js';

// In the order of the course; firehose, which waits a minute for its buffer, has a file of its own.
describe('a learner who steps through the lessons with Shift+Enter', () => {
  closeBrowserAfterwards();

  labTest('sees produtor create the stream, send its records and draw where they went', async (lab) => {
    const lesson = await stepThrough(lab, 'produtor');
    assert.match(await lesson.text('conferir'), /✔/);
  });

  labTest('sees consumidor1 read them all, live ones too', async (lab) => {
    const lesson = await stepThrough(lab, 'consumidor1');
    assert.match(await lesson.text('consumir'), /\d+ registro\(s\) novos\./);
    assert.match(await lesson.text('ler-de-novo'), /Primeira leitura: 3\. Segunda: 0\./);
  });

  labTest('sees consumidor2 read the same records from a position of its own', async (lab) => {
    const lesson = await stepThrough(lab, 'consumidor2');
    assert.match(await lesson.text('prova'), /norte leu 50, sul leu 50/);
  });
});
