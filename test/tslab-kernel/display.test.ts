import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestKernel } from './support/kernel-client.js';
import { visibleText } from './support/visible.js';

describe('what a cell shows', () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await TestKernel.start();
  });
  after(() => kernel.stop());

  const PLOT = `({
    'application/vnd.vegalite.v5+json': { mark: 'bar' },
    'image/svg+xml': '<svg/>',
    'image/png': new Uint8Array([1, 2, 3]),
    'text/plain': 'plot',
  })`;
  const SHOWN = {
    'application/vnd.vegalite.v5+json': { mark: 'bar' },
    'image/svg+xml': '<svg/>',
    'image/png': 'AQID',
    'text/plain': 'plot',
  };

  it('is a MIME bundle with all its types, as a result and by display', async () => {
    assert.deepEqual((await kernel.execute(PLOT)).content('execute_result')?.data, SHOWN);
    const cell = await kernel.execute(`display(${PLOT}, { metadata: { 'image/png': { width: 30 } } })`);
    assert.deepEqual(cell.types, ['execute_input', 'display_data']);
    assert.deepEqual(cell.content('display_data')?.data, SHOWN);
    assert.deepEqual(cell.content('display_data')?.metadata, { 'image/png': { width: 30 } });
  });

  it('is an object as it is, where only its names look like MIME types', async () => {
    for (const code of [`({ 'text/html': 3 })`, `({ 'text/plain': 'a', other: 1 })`, '({})']) {
      const { data } = (await kernel.execute(code)).content('execute_result') ?? {};
      assert.deepEqual(Object.keys(data ?? {}), ['text/plain']);
      assert.match(String(data?.['text/plain']), /^\{.*\}$/);
    }
  });

  it('is text for strings and what util.inspect says of other values', async () => {
    const cell = await kernel.execute(`display('text'); display({ a: [1] }); display(undefined); 1`);
    const texts = cell.messages.slice(1).map(({ content }) => content.data?.['text/plain']);
    assert.deepEqual(texts, ['text', '{ a: [ 1 ] }', 'undefined', '1']);
  });

  it('is delivered from a loop, all of it and in order', async () => {
    const cell = await kernel.execute('for (let i = 0; i < 2000; i++) display(String(i));');
    const texts = cell.messages.slice(1).map(({ content }) => content.data?.['text/plain']);
    assert.deepEqual(
      texts.slice(0, 2000),
      Array.from({ length: 2_000 }, (_, index) => String(index)),
    );
  });

  it('changes in place, from a later cell too', async () => {
    const first = await kernel.execute(`const bar = display('0 %'); bar.update('50 %')`);
    const second = await kernel.execute(
      `bar.update('100 %'); display('by name', { id: bar.id, update: true });`,
    );
    const id = first.content('display_data')?.transient?.display_id;
    assert.ok(id);
    for (const [cell, text] of [
      [first, '50 %'],
      [second, '100 %'],
    ] as const) {
      const update = cell.content('update_display_data');
      assert.equal(update?.transient?.display_id, id);
      assert.equal(update?.data?.['text/plain'], text);
    }
    assert.equal(second.messages.at(-1)?.content.data?.['text/plain'], 'by name');
  });

  it('keeps its place while it is still being made', async () => {
    const cell = await kernel.execute(`
      const slow = (text: string) => ({
        [Symbol.for('Jupyter.display')]: async () => {
          await new Promise((resolve) => setTimeout(resolve, 30));
          return { 'text/plain': text };
        },
      });
      console.log('1');
      display(slow('2'));
      console.log('3');
      display(slow('4'));
      undefined;`);
    const shown = cell.messages.slice(1).map(({ content }) => content.text ?? content.data?.['text/plain']);
    assert.deepEqual(shown, ['1\n', '2', '3\n', '4']);
  });

  it('lets later output go past a display that does not come, and an interrupt end the wait', async () => {
    const id = kernel.sendExecute(`
      display({ [Symbol.for('Jupyter.display')]: () => new Promise(() => {}) });
      console.log('went past');`);
    await kernel.printed(id, 'went past');
    kernel.send('control', 'interrupt_request');
    await kernel.finish(id);
    assert.equal((await kernel.execute('1')).reply.status, 'ok');
  });

  it('is cleared by clearOutput and console.clear', async () => {
    for (const [code, visible] of [
      [`console.log('1'); clearOutput({ wait: true }); console.log('2');`, '2\n'],
      [`console.log('1'); clearOutput({ wait: true });`, '1\n'],
      [`console.log('1'); clearOutput();`, ''],
      [`console.log('1'); console.clear(); display('2')`, '2'],
    ] as const) {
      const { messages } = await kernel.execute(`${code}; undefined`);
      assert.equal(visibleText(messages), visible, code);
    }
  });

  it('is a table for console.table, with the text that Node prints beside it', async () => {
    const cell = await kernel.execute(`console.table([{ id: 'a<b', n: 1 }, { id: 'c' }, 5])`);
    assert.deepEqual(cell.types, ['execute_input', 'display_data']);
    const { data } = cell.content('display_data') ?? {};
    assert.equal(
      data?.['text/html'],
      `<table>
<thead><tr><th>(index)</th><th>id</th><th>n</th><th>Values</th></tr></thead>
<tbody>
<tr><td>0</td><td>a&lt;b</td><td>1</td><td></td></tr>
<tr><td>1</td><td>c</td><td></td><td></td></tr>
<tr><td>2</td><td></td><td></td><td>5</td></tr>
</tbody>
</table>`,
    );
    assert.match(String(data?.['text/plain']), /\(index\).*id.*n.*Values/);
  });

  it('is a table of maps, sets and chosen columns, and a line for what has no rows', async () => {
    const rows = async (code: string) => {
      const html = (await kernel.execute(code)).content('display_data')?.data?.['text/html'];
      return [...String(html).matchAll(/<tr>(.*)<\/tr>/g)].map(([, row]) =>
        row
          ?.replace(/<t[dh]>/g, '')
          .split(/<\/t[dh]>/)
          .slice(0, -1),
      );
    };
    assert.deepEqual(await rows(`console.table(new Map([['a', 1]]))`), [
      ['(iteration index)', 'Key', 'Values'],
      ['0', 'a', '1'],
    ]);
    assert.deepEqual(await rows(`console.table(new Set(['x']))`), [
      ['(iteration index)', 'Values'],
      ['0', 'x'],
    ]);
    assert.deepEqual(await rows(`console.table({ r: { a: 1, b: 2 } }, ['b'])`), [
      ['(index)', 'b'],
      ['r', '2'],
    ]);
    assert.equal((await kernel.execute('console.table(5)')).text('stdout'), '5\n');
  });

  it('is reached by names that a cell may use for its own variables, and that no loop sees', async () => {
    const cell = await kernel.execute(`
      const names: string[] = [];
      for (const name in globalThis) names.push(name);
      const display = 'mine';
      [display, typeof globalThis['prompt'], names.includes('display') || names.includes('clearOutput')]`);
    assert.equal(cell.content('execute_result')?.data?.['text/plain'], "[ 'mine', 'function', false ]");
    const later = await kernel.execute('display.toUpperCase()');
    assert.equal(later.content('execute_result')?.data?.['text/plain'], 'MINE');
  });

  it('is checked and explained by the declarations that every cell sees', async () => {
    const wrong = await kernel.execute('confirm(1)');
    assert.match(String(wrong.reply.evalue), /not assignable to parameter of type 'string'/);
    const code = 'clearOutput()';
    const { reply } = await kernel.request('shell', 'inspect_request', { code, cursor_pos: 3 });
    assert.match(String(reply.data?.['text/markdown']), /Removes what this cell has printed/);
    const completed = await kernel.request('shell', 'complete_request', { code: 'clearO', cursor_pos: 6 });
    assert.deepEqual(completed.reply.matches, ['clearOutput']);
  });

  it('is still known after a cell that is a module', async () => {
    const fresh = await TestKernel.start();
    try {
      await fresh.execute('/** @module lib */\nexport const one = 1;');
      const cell = await fresh.execute('display("shown")');
      assert.equal(cell.content('display_data')?.data?.['text/plain'], 'shown');
    } finally {
      await fresh.stop();
    }
  });
});
