import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findSummary } from '../../scripts/lesson-table.js';
import { type Course, openCourse, textOf, typesOf } from './support/course.js';

// In the order of the course, each from a fresh kernel: what Restart Kernel and Run All Cells does.
describe('the lessons, restarted and run again', () => {
  let course: Course;
  before(async () => {
    course = await openCourse();
  });
  after(() => course[Symbol.asyncDispose]());

  it('produtor creates the stream, sends its records and draws where they went', async () => {
    const first = await course.run('produtor');
    assert.match(textOf(first, 'criar-stream'), /^Stream criado agora\.\nstream1: ACTIVE, 2 shards/);
    assert.match(textOf(first, 'conferir'), /✔/);
    assert.deepEqual(typesOf(first, 'grafico-shards').sort(), [
      'application/vnd.vegalite.v5+json',
      'image/svg+xml',
      'text/plain',
    ]);
    assert.deepEqual(findSummary(first), { lesson: 'produtor', recordsIn: 701, recordsOut: 0 });
    const second = await course.run('produtor');
    assert.match(textOf(second, 'criar-stream'), /O stream já existia\./);
  });

  it('consumidor1 reads all that there is, then says that there is nothing new', async () => {
    const first = await course.run('consumidor1');
    assert.match(textOf(first, 'consumir'), /… e mais 1392\n1402 registro\(s\) novos\./);
    assert.match(textOf(first, 'ler-de-novo'), /Primeira leitura: 3\. Segunda: 0\./);
    const second = await course.run('consumidor1');
    assert.equal(textOf(second, 'consumir'), 'Nada de novo desde a última leitura.\n');
  });

  it('consumidor2 reads the same records from a position of its own', async () => {
    const first = await course.run('consumidor2');
    // The producer's two runs, and what the first consumer's two sent to itself.
    assert.match(textOf(first, 'consumir'), /1410 registro\(s\) novos para consumidor2\./);
    assert.match(textOf(first, 'prova'), /norte leu 50, sul leu 50/);
    const second = await course.run('consumidor2');
    assert.match(textOf(second, 'consumir'), /Nada de novo/);
  });

  it('firehose delivers what it produced, into objects named by date', async () => {
    for (const expected of ['Entrega criada agora.', 'A entrega já existia']) {
      const executed = await course.run('firehose');
      assert.match(textOf(executed, 'ver-entrega'), new RegExp(expected));
      assert.match(
        textOf(executed, 'ver-objetos'),
        /^vendas\/\d{4}\/\d\d\/\d\d\/entrega1-1-\d{4}(-\d\d){5}-/,
      );
      assert.match(textOf(executed, 'conferir'), /✔ Os 200 registros/);
      assert.deepEqual(findSummary(executed), { lesson: 'firehose', recordsIn: 200, recordsOut: 200 });
    }
  });

  it('consumidor1 starts where its parameter says', async () => {
    const readFrom = (posicao: string, aplicacao: string) =>
      course.run('consumidor1', { parameters: { posicao, aplicacao } }).then(
        (executed) => textOf(executed, 'consumir'),
        (error: Error) => error.message,
      );
    // Alone, as it goes on to send records, which LATEST may see. A time to come ends before that.
    const horizon = await readFrom('TRIM_HORIZON', 'position-0');
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    const [latest, time] = await Promise.all([
      readFrom('LATEST', 'position-1'),
      readFrom(inAnHour, 'position-2'),
    ]);
    assert.match(horizon, /^\d{56} [\s\S]+ registro\(s\) novos\.\n$/);
    assert.match(latest, /^Nada de novo/);
    // Kinesis refuses a time to come.
    assert.match(time, /InvalidArgumentException: .*timestamp/i);
  });

  it('firehose and produtor delete what the course created when they are told to', async () => {
    const last = await course.run('firehose', { parameters: { limpar: true } });
    assert.match(textOf(last, 'limpeza'), /^Entrega apagada, e o bucket com \d+ objeto\(s\)\.\n$/);
    const first = await course.run('produtor', { parameters: { limpar: true, shards: 0 } });
    assert.equal(textOf(first, 'limpeza'), 'Stream stream1 apagado.\n');
    const again = await course.run('produtor', { parameters: { shards: 0 } });
    assert.match(textOf(again, 'criar-stream'), /ACTIVE, 4 shards\nModo: ON_DEMAND/);
  });
});
