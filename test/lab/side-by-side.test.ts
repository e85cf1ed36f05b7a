import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { closeBrowserAfterwards, type Lab, labTest } from './support/lab-test.js';
import type { OpenNotebook } from './support/notebook.js';
import { copyOf, savedCell } from './support/saved-notebook.js';

const SIDE_BY_SIDE = { width: 1600, height: 900 };

// The other files' lessons send to stream1 at the same time.
describe('produtor and consumidor1 open side by side', () => {
  closeBrowserAfterwards();

  labTest(
    'the consumer waits, and shows what the producer sends as it comes',
    async (lab) => {
      const { producer, consumer } = await openBoth(lab, 'lado-a-lado');
      await consumer.start('lado-a-lado');
      await consumer.untilText('lado-a-lado', /0 registro\(s\), nada novo há \d+ s \(para parar: ■\)/);

      await producer.run('put-record');
      await consumer.untilText('lado-a-lado', /^990 \{"idvendedor":"990","nome":"Amadeu"\} *\n.*1 registro/);
      for (const id of ['ver-resposta', 'calcular-shard', 'vendedores', 'gerar-vendas'])
        await producer.run(id);
      await producer.run('enviar-lote');
      const text = await consumer.untilText('lado-a-lado', /: 501 registro\(s\), nada novo há [1-9]\d* s/);
      assert.equal(text.match(/^99\d \{.*\} *$/gm)?.length, 1 + 10, text);
      await lab.screenshot('side-by-side');

      await consumer.interrupt();
      await consumer.ended('lado-a-lado');
      const stopped = await consumer.text('lado-a-lado');
      await lab.screenshot('side-by-side-stopped');
      await producer.run('put-record');
      assert.equal(await consumer.text('lado-a-lado'), stopped);

      // Its position was kept: the next cell that reads finds the one record that came since.
      await consumer.run('consumir');
      assert.match(await consumer.text('consumir'), /\n1 registro\(s\) novos\.\n$/);
    },
    SIDE_BY_SIDE,
  );

  labTest(
    'the waiting ends by itself, and is legible in the saved notebook',
    async (lab) => {
      const { producer, consumer } = await openBoth(lab, 'salvo', { paciencia: 10 });
      await consumer.start('lado-a-lado');
      await producer.run('put-record');
      await consumer.ended('lado-a-lado');
      await consumer.save();
      const { outputs } = await savedCell('salvo-consumidor1.ipynb', 'lado-a-lado');
      assert.deepEqual(
        outputs.map(({ output_type, name }) => [output_type, name]),
        [['stream', 'stdout']],
      );
      const lines = [outputs[0]?.text ?? ''].flat().join('').split('\n');
      assert.deepEqual(
        lines.map((line) => line.trimEnd()),
        [
          '990 {"idvendedor":"990","nome":"Amadeu"}',
          'Lado a lado: 1 registro(s), e a posição está guardada.',
          '',
        ],
      );
      await lab.screenshot('side-by-side-ended');
    },
    SIDE_BY_SIDE,
  );
});

interface Both {
  readonly producer: OpenNotebook;
  readonly consumer: OpenNotebook;
}

/** Copies of both lessons, on a stream of their own, each run to the cell before the first that sends or waits. */
async function openBoth(lab: Lab, name: string, { paciencia }: { paciencia?: number } = {}): Promise<Both> {
  const producer = await lab.open(await copyOf('produtor.ipynb', `${name}-produtor.ipynb`));
  const consumer = await lab.open(await copyOf('consumidor1.ipynb', `${name}-consumidor1.ipynb`));
  await lab.page.keyboard.press('ControlOrMeta+b');
  for (const notebook of [producer, consumer])
    await notebook.edit('parametros', (source) => source.replace("'stream1'", `'${name}'`));
  await consumer.edit('parametros', (source) => source.replace("'consumidor1'", `'${name}'`));
  if (paciencia !== undefined)
    await consumer.edit('parametros', (source) =>
      source.replace('paciencia = 20', `paciencia = ${paciencia}`),
    );
  for (const id of ['parametros', 'conectar', 'criar-stream', 'ver-shards']) await producer.run(id);
  for (const id of ['parametros', 'conectar', 'ler', 'consumir', 'acompanhar']) await consumer.run(id);
  return { producer, consumer };
}
