import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Content, Message } from '../../scripts/tslab-kernel/src/protocol/message.js';
import { CellContext, CellContexts } from '../../scripts/tslab-kernel/src/runtime/cell-context.js';
import { Output } from '../../scripts/tslab-kernel/src/runtime/output.js';
import { visibleText } from './support/visible.js';

/** What Jupyter's server lets through, `iopub_msg_rate_limit` × `rate_limit_window`. */
const SERVER_LIMIT = 3_000;
const SERVER_WINDOW_MS = 3_000;

const request = { header: { msg_id: 'cell' } } as Message;

function createOutput() {
  const sent: { type: string; content: Content; parent: Message | undefined; atMs: number }[] = [];
  const clock = { nowMs: 1_000 };
  const contexts = new CellContexts(() => {});
  contexts.begin(new CellContext('Cell[1]', request, false));
  const output = new Output({
    publish: (type, content, parent) => sent.push({ type, content, parent, atMs: clock.nowMs }),
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
    for (let index = 0; index < 80; index += 1) output.write('stdout', megabyte);
    const longest = Math.max(...sent.map(({ content }) => String(content.text).length));
    assert.ok(longest <= 4 << 20, `${longest} characters at once`);
    output.flush();
    const total = sent.reduce((sum, { content }) => sum + String(content.text).length, 0);
    assert.equal(total, 80 << 20);
  });

  it('sends the more seldom the more text a cell has shown, down to once a second', () => {
    const { sent, clock, output } = createOutput();
    const line = `${'x'.repeat(999)}\n`;
    const countSeconds = (seconds: number) => {
      const before = sent.length;
      for (let ms = 0; ms < seconds * 1_000; ms += 10) {
        output.write('stdout', line);
        clock.nowMs += 10;
      }
      return sent.length - before;
    };
    // 100 lines of 1,000 characters a second.
    assert.ok(countSeconds(1) >= 30);
    countSeconds(4);
    const at500k = countSeconds(1);
    assert.ok(at500k <= 2, `${at500k} messages a second at 500,000 characters`);
    countSeconds(6);
    assert.equal(countSeconds(10), 10);
    output.flush();
    const text = sent.map(({ content }) => content.text).join('');
    assert.equal(text, line.repeat(2_200));
  });

  it('is at its first pace again in the next cell, and where a cell has cleared what it showed', () => {
    const { sent, clock, output } = createOutput();
    const showMuch = () => {
      output.write('stdout', 'x'.repeat(2_000_000));
      output.flush();
      clock.nowMs += 60_000;
      sent.length = 0;
    };
    showMuch();
    for (let line = 0; line < 5; line += 1) output.write('stdout', `${line}\n`);
    assert.equal(sent.length, 1);
    output.begin();
    clock.nowMs += 1_000;
    sent.length = 0;
    for (let line = 0; line < 5; line += 1) output.write('stdout', `${line}\n`);
    assert.equal(sent.length, 5);
    showMuch();
    output.clear(false);
    clock.nowMs += 1_000;
    sent.length = 0;
    for (let line = 0; line < 5; line += 1) output.write('stdout', `${line}\n`);
    assert.equal(sent.length, 5);
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

  const floods: Record<string, (output: Output, index: number) => void> = {
    'lines that alternate between stdout and stderr': (output, index) =>
      output.write(index % 2 === 0 ? 'stdout' : 'stderr', `${index};`),
    'displays in a loop': (output, index) =>
      output.display('display_data', { data: { 'text/plain': `${index};` } }),
    'lines between displays': (output, index) =>
      index % 2 === 0
        ? output.write('stdout', `${index};`)
        : output.display('display_data', { data: { 'text/plain': `${index};` } }),
  };
  for (const [what, write] of Object.entries(floods)) {
    it(`holds ${what} to what Jupyter's server lets through, all of them and in order`, () => {
      const { sent, clock, output } = createOutput();
      for (let index = 0; index < 20_000; index += 1) {
        write(output, index);
        clock.nowMs += 0.01;
      }
      while (sent.length < 20_000) {
        clock.nowMs += 50;
        output.flush();
      }
      const times = sent.map(({ atMs }) => atMs);
      const tooMany = times.findIndex(
        (atMs, index) => (times[index + SERVER_LIMIT] ?? Number.POSITIVE_INFINITY) - atMs < SERVER_WINDOW_MS,
      );
      assert.equal(tooMany, -1, `more than ${SERVER_LIMIT} messages from message ${tooMany} on`);
      const texts = sent.map(({ content }) => content.text ?? (content.data as Content)['text/plain']);
      assert.equal(texts.join(''), Array.from({ length: 20_000 }, (_, index) => `${index};`).join(''));
    });
  }

  it('keeps the newest of the updates of several displays that change in turn', () => {
    const { sent, clock, output } = createOutput();
    for (let index = 0; index < 30_000; index += 1) {
      const id = `bar ${index % 3}`;
      output.display('update_display_data', { data: { n: index }, transient: { display_id: id } });
      clock.nowMs += 0.01;
    }
    output.flush();
    assert.ok(sent.length < 300, `${sent.length} messages`);
    const last = sent.slice(-3).map(({ content }) => (content.data as Content).n);
    assert.deepEqual(last, [29_997, 29_998, 29_999]);
  });

  it('does not send what a clear_output would remove at once, but what is to change elsewhere', () => {
    const { sent, output } = createOutput();
    for (let index = 0; index < 20; index += 1) output.write('stdout', '.');
    output.write('stdout', 'gone');
    output.display('update_display_data', { data: {}, transient: { display_id: 'elsewhere' } });
    output.clear(true);
    output.write('stdout', 'new');
    output.flush();
    assert.deepEqual(
      sent.slice(20).map(({ type, content }) => [type, content.wait ?? content.text]),
      [
        ['update_display_data', undefined],
        ['clear_output', true],
        ['stream', 'new'],
      ],
    );
  });

  const steps: Record<string, (output: Output, index: number) => void> = {
    print: (output, index) => output.write('stdout', `${index};`),
    show: (output, index) => output.display('display_data', { data: { 'text/plain': `${index};` } }),
    clear: (output) => output.clear(false),
    'clear and wait': (output) => output.clear(true),
  };
  const sequences = (length: number): string[][] =>
    length === 0
      ? [[]]
      : sequences(length - 1).flatMap((head) => Object.keys(steps).map((step) => [...head, step]));

  it('leaves to be seen, of whatever is printed and cleared, what would be if all of it had been sent', () => {
    for (const sequence of [1, 2, 3, 4, 5].flatMap(sequences)) {
      const [visible, expected] = [0, 1_000].map((pauseMs) => {
        const { sent, clock, output } = createOutput();
        for (let index = 0; index < 20; index += 1) output.write('stdout', '.');
        for (const [index, step] of sequence.entries()) {
          clock.nowMs += pauseMs;
          steps[step]?.(output, index);
        }
        output.flush();
        return visibleText(sent);
      });
      assert.equal(visible, expected, sequence.join(', '));
    }
  });

  it('gives what is printed late to the cell that ran last', () => {
    const { sent, output } = createOutput();
    output.flush();
    output.write('stdout', 'late');
    assert.equal(sent.at(-1)?.parent, request);
    output.flush();
  });
});
