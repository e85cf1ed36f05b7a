import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { closeBrowserAfterwards, labTest } from './support/lab-test.js';
import { stepThrough } from './support/step-through.js';

describe('a learner who steps through firehose with Shift+Enter', () => {
  closeBrowserAfterwards();

  labTest('sees the minute pass that the buffer takes, and then the delivered records', async (lab) => {
    const lesson = await stepThrough(lab, 'firehose');
    assert.match(await lesson.text('conferir'), /✔ Os 200 registros/);
    assert.match(await lesson.text('esperar'), /objeto\(s\) no bucket\n$/);
  });
});
