import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Course, openCourse, textOf } from './support/course.js';

describe('the lessons on stock tslab', () => {
  let course: Course;
  let stock: string;
  before(async () => {
    course = await openCourse();
    stock = await course.stockTslab();
  });
  after(() => course[Symbol.asyncDispose]());

  for (const name of ['produtor', 'consumidor1', 'consumidor2', 'firehose']) {
    it(`${name} runs to its end, and its check holds`, async () => {
      const executed = await course.run(name, { kernelDir: stock });
      assert.match(textOf(executed, 'conferir'), /✔/);
      // A plot is shown as letters: stock tslab prints values only.
      if (name === 'produtor')
        assert.match(textOf(executed, 'grafico-shards'), /shardId-000000000000 {2}█+ \d+/);
    });
  }
});
