import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createCollector } from '../../scripts/tslab-kernel/src/compiler/collect-garbage.js';

const MEGABYTE = 1 << 20;
const IDLE_MS = 1_000;

function createHeap() {
  const heap = { mb: 100, collections: 0 };
  const collectLater = createCollector({
    usedBytes: () => heap.mb * MEGABYTE,
    collect: () => {
      heap.collections += 1;
      heap.mb = 100;
    },
  });
  return { heap, collectLater };
}

describe("the memory of the compiler's process", () => {
  it('is collected when nothing has been asked for a second, where that is worth it', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] });
    const { heap, collectLater } = createHeap();
    heap.mb += 10;
    collectLater();
    t.mock.timers.tick(IDLE_MS);
    assert.equal(heap.collections, 0);
    heap.mb += 10;
    collectLater();
    t.mock.timers.tick(IDLE_MS - 1);
    collectLater();
    t.mock.timers.tick(IDLE_MS - 1);
    assert.equal(heap.collections, 0);
    t.mock.timers.tick(1);
    assert.equal(heap.collections, 1);
  });

  it('is collected between cells that follow one another without a pause, and stays flat', async () => {
    const { heap, collectLater } = createHeap();
    let mostMb = 0;
    for (let cell = 0; cell < 500; cell += 1) {
      heap.mb += 1;
      collectLater();
      await nextTurn();
      mostMb = Math.max(mostMb, heap.mb);
    }
    assert.ok(mostMb < 200, `${mostMb} MB`);
    assert.equal(heap.collections, 5);
  });

  it('is really free afterwards', async () => {
    const collectLater = createCollector();
    const before = process.memoryUsage().heapUsed;
    let programs: unknown[] | undefined = Array.from({ length: 2_000_000 }, (_, id) => ({ id, name: [id] }));
    const full = process.memoryUsage().heapUsed;
    assert.ok(full - before > 100 * MEGABYTE && programs.length > 0);
    programs = undefined;
    collectLater();
    await nextTurn();
    assert.ok(process.memoryUsage().heapUsed - before < 20 * MEGABYTE);
  });
});
