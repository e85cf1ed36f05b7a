import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Content, Message } from '../../scripts/tslab-kernel/src/protocol/message.js';
import { CellContext, CellContexts } from '../../scripts/tslab-kernel/src/runtime/cell-context.js';
import { Output } from '../../scripts/tslab-kernel/src/runtime/output.js';

const request = { header: { msg_id: 'cell' } } as Message;

function createOutput() {
  const sent: { type: string; content: Content; parent: Message | undefined }[] = [];
  const clock = { nowMs: 1_000 };
  const contexts = new CellContexts(() => {});
  contexts.begin(new CellContext('Cell[1]', request, false));
  const output = new Output({
    publish: (type, content, parent) => sent.push({ type, content, parent }),
    now: () => clock.nowMs,
    sleep: (ms) => {
      clock.nowMs += ms;
    },
    contexts,
  });
  output.begin();
  return { sent, clock, output };
}

describe('the pace of output', () => {
  it('sends the first lines after a pause at once', () => {
    const { sent, output } = createOutput();
    output.write('stdout', 'a\n');
    output.write('stdout', 'b\n');
    assert.deepEqual(
      sent.map(({ content }) => content.text),
      ['a\n', 'b\n'],
    );
    output.flush();
  });

  it('sends a loop that never awaits in about 20 messages a second', () => {
    const { sent, clock, output } = createOutput();
    for (let ms = 0; ms < 10_000; ms += 1) {
      output.write('stdout', `${ms}\n`);
      clock.nowMs += 1;
    }
    output.flush();
    assert.ok(sent.length > 150 && sent.length < 250, `${sent.length} messages in 10 s`);
    const text = sent.map(({ content }) => content.text).join('');
    assert.equal(text, Array.from({ length: 10_000 }, (_, ms) => `${ms}\n`).join(''));
  });

  it('sends gathered text when it grows large, so that memory stays flat', () => {
    const { sent, output } = createOutput();
    const megabyte = 'x'.repeat(1 << 20);
    for (let index = 0; index < 40; index += 1) output.write('stdout', megabyte);
    assert.equal(sent.length, 40);
    output.flush();
  });

  it('keeps the newest of the updates of a display that wait, and all other displays', () => {
    const { sent, output } = createOutput();
    for (let index = 0; index < 20; index += 1) output.write('stdout', '.');
    const show = (id: string | undefined, text: string, update: boolean) =>
      output.display(update ? 'update_display_data' : 'display_data', {
        data: { 'text/plain': text },
        transient: { display_id: id },
      });
    show('a', '0', false);
    show('a', '1', true);
    show('a', '2', true);
    show('b', '3', true);
    show(undefined, '4', false);
    output.flush();
    const texts = sent.slice(20).map(({ content }) => (content.data as Content)['text/plain']);
    assert.deepEqual(texts, ['0', '2', '3', '4']);
  });

  it('gives what is printed late to the cell that ran last', () => {
    const { sent, output } = createOutput();
    output.flush();
    output.write('stdout', 'late');
    assert.equal(sent.at(-1)?.parent, request);
    output.flush();
  });
});
