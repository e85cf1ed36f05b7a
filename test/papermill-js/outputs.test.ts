import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type CodeCell, executeNotebook, type NotebookEvent } from '../../scripts/papermill-js/src/index.js';
import { decodeMessage, encodeRequest } from '../../scripts/papermill-js/src/kernel/message.js';
import { OutputFolder } from '../../scripts/papermill-js/src/notebook/outputs.js';
import { foldControlCharacters } from '../../scripts/papermill-js/src/notebook/stream-text.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { assertValid, codeCell, sketchNotebook, textOf } from './support/notebooks.js';

describe('The outputs of a cell', () => {
  const folder = temporaryFolder({ after });
  let kernelDir = '';
  before(async () => {
    kernelDir = await scriptedKernel(folder);
  });

  async function run(sources: string[], onEvent?: (event: NotebookEvent) => void): Promise<CodeCell[]> {
    const options = { kernelDirs: [kernelDir], ...(onEvent && { onEvent }) };
    const { notebook } = await executeNotebook(sketchNotebook(sources), null, options);
    await assertValid(JSON.parse(JSON.stringify(notebook)));
    return sources.map((_, index) => codeCell(notebook, index));
  }

  it('join adjacent text of one stream and keep the order between streams and displays', async () => {
    const [cell] = await run([
      `k.print('a'); k.print('b\\n'); k.print('oops\\n', 'stderr'); k.print('c\\n'); k.display({'text/plain': 'd'}); k.print('e')`,
    ]);
    const seen = cell?.outputs.map((output) =>
      output.output_type === 'stream' ? `${output.name}: ${output.text}` : output.output_type,
    );
    assert.deepEqual(seen, ['stdout: ab\n', 'stderr: oops\n', 'stdout: c\n', 'display_data', 'stdout: e']);
  });

  it('keep only what a terminal would still show after carriage returns and backspaces', async () => {
    const [cell] = await run([
      `k.print('10%\\r'); k.print('20%\\r'); k.print('done\\n'); k.print('windows\\r\\n'); k.print('tpyo\\b\\b\\byp'); k.print('o')`,
    ]);
    assert.equal(cell && textOf(cell), 'done\nwindows\r\ntypo');
  });

  it('follow a display that a later cell updates, in every place where it was shown', async () => {
    const cells = await run([
      `k.display({'text/plain': '0 %'}, 'bar')`,
      `k.display({'text/plain': '50 %'}, 'bar')`,
      `k.update({'text/plain': '100 %', 'text/html': '<b>100 %</b>'}, 'bar'); k.update({'text/plain': '?'}, 'nobody')`,
    ]);
    const data = { 'text/plain': '100 %', 'text/html': '<b>100 %</b>' };
    const shown = [{ output_type: 'display_data', data, metadata: {} }];
    assert.deepEqual(
      cells.map(({ outputs }) => outputs),
      [shown, shown, []],
    );
  });

  it('are cleared at once, or with wait when the next output comes', async () => {
    const cells = await run([
      `k.print('gone'); k.clear(false); k.print('here')`,
      `k.print('stays'); k.clear(true)`,
      `k.print('gone'); k.clear(true); k.print('here')`,
    ]);
    assert.deepEqual(
      cells.map((cell) => textOf(cell)),
      ['here', 'stays', 'here'],
    );
  });

  it('that come late go to the cell that asked for them', async () => {
    const cells = await run([
      `k.memory.first = k.parent; k.print('in time\\n')`,
      `k.publish('stream', {name: 'stdout', text: 'late\\n'}, k.memory.first); k.print('second\\n')`,
    ]);
    assert.deepEqual(
      cells.map((cell) => textOf(cell)),
      ['in time\nlate\n', 'second\n'],
    );
  });

  it('that name no request go to the running cell, and those of a foreign request nowhere', async () => {
    const cells = await run([
      `k.publish('stream', {name: 'stdout', text: 'orphan'}, {})`,
      `k.publish('stream', {name: 'stdout', text: 'foreign'}, {...k.parent, msg_id: 'unknown'})`,
    ]);
    assert.deepEqual(
      cells.map((cell) => textOf(cell)),
      ['orphan', ''],
    );
  });

  it('hold the results, with the execution count of the reply where no input was announced', async () => {
    const [cell] = await run([
      `k.publish('execute_result', {execution_count: 1, data: {'text/plain': '42'}, metadata: {}});
       k.replyWith({status: 'ok', execution_count: 7})`,
    ]);
    assert.equal(cell?.execution_count, 7);
    assert.deepEqual(cell?.outputs, [
      { output_type: 'execute_result', execution_count: 1, data: { 'text/plain': '42' }, metadata: {} },
    ]);
  });

  it('are complete and in order, 20,000 messages in one cell', async () => {
    const [cell] = await run(["for (let i = 0; i < 20000; i++) k.print(i + '\\n')"]);
    const expected = Array.from({ length: 20_000 }, (_, line) => `${line}\n`).join('');
    assert.ok(cell && textOf(cell) === expected, 'every line came, in its order');
  });

  it('are told live, piece by piece, with the text a person would read', async () => {
    const texts: (string | undefined)[] = [];
    await run([`k.print('a'); k.print('b'); k.display({'image/png': 'AAAA'})`], (event) => {
      if (event.type === 'output') texts.push(event.text);
    });
    assert.deepEqual(texts, ['a', 'b', undefined]);
  });

  it('end although the kernel lost its idle message', async () => {
    const cells = await run([`k.print('text'); k.loseIdle()`, `k.print('next')`]);
    assert.deepEqual(
      cells.map((cell) => textOf(cell)),
      ['text', 'next'],
    );
  });
});

describe('Output that is very much', () => {
  const emptyCell = (): CodeCell => codeCell(sketchNotebook(['x']), 0);
  const print = (folder: OutputFolder, cell: CodeCell, text: string): void => {
    const message = { type: 'stream', content: { name: 'stdout', text }, contentBytes: text.length };
    folder.fold(cell, { ...message, isTooLarge: false });
  };

  // In time that grows with the square of it, each of these would take hours.
  it('does not make each further message dearer', () => {
    const [folder, cell] = [new OutputFolder(2 ** 28), emptyCell()];
    for (let line = 0; line < 400_000; line++) print(folder, cell, `${'x'.repeat(99)}\n`);
    for (let percent = 0; percent <= 100_000; percent++) print(folder, cell, `\r${percent}`);
    for (let mark = 0; mark < 100_000; mark++) print(folder, cell, `${'y'.repeat(50)}\b`);
    const text = textOf(cell);
    assert.equal(text.length, 40_000_000 + '100000'.length + 49 * 100_000);
    assert.equal(text.slice(40_000_000, 40_000_020), `100000${'y'.repeat(14)}`);
  });

  it('in a single message that no string can hold is left out, and a notice says so', () => {
    const text = 'x'.repeat(1000);
    const { frames } = encodeRequest('stream', { name: 'stdout', text }, 'session', 'key');
    const message = decodeMessage(
      frames.map((frame) => Buffer.from(frame)),
      'key',
      500,
    );
    assert.ok(message?.isTooLarge);
    const cell = emptyCell();
    const added = new OutputFolder(2 ** 28).fold(cell, message);
    assert.equal(added.length, 1);
    assert.match(textOf(cell, 'stderr'), /Left out: 1,027 bytes in 1 message\./);
  });
});

describe('Folding control characters', () => {
  it('gives the same for a text in pieces as for the whole', () => {
    const text = 'a\rb\r\nxy\b\bz\r\r\nend\r';
    for (let at = 0; at <= text.length; at++) {
      const pieces = foldControlCharacters(text.slice(0, at)) + text.slice(at);
      assert.equal(foldControlCharacters(pieces), foldControlCharacters(text), `cut at ${at}`);
    }
  });

  it('shows what a terminal would', () => {
    const shown = {
      'a\b\bc': '\bc',
      '\n\bx': '\n\bx',
      'é😀\b!': 'é!',
      'one\r\ntwo\r\n': 'one\r\ntwo\r\n',
      'one\rtwo\rthree': 'three',
      '\u001b[31m10 %\u001b[0m\r\u001b[32m20 %\u001b[0m': '\u001b[32m20 %\u001b[0m',
      'kept\r': 'kept\r',
      'ab\r\bc': 'abc',
    };
    for (const [text, expected] of Object.entries(shown)) assert.equal(foldControlCharacters(text), expected);
  });

  it('takes linear time on a long line without any', () => {
    const line = 'x'.repeat(5_000_000);
    assert.equal(foldControlCharacters(`${line}\n${line}\r`), `${line}\n${line}\r`);
  });
});
