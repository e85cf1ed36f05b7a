import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const MEGABYTE = 1 << 20;
/** As long as nobody asks, collecting costs nobody anything. */
const IDLE_MS = 1_000;
const WORTH_IDLE_BYTES = 16 * MEGABYTE;
/** So much more is collected at once, although a cell that comes meanwhile waits for a tenth of a second. */
const WORTH_A_WAIT_BYTES = 96 * MEGABYTE;

/** The heap of this process. */
export interface Heap {
  usedBytes(): number;
  collect(): void;
}

/**
 * Keeps the memory of the compiler's process flat. V8's quick collections leave nearly all of TypeScript's programs
 * where they are, a megabyte a cell, and it thinks of a thorough one only when the heap has become several times as
 * large.
 *
 * @returns what to call after each request
 */
export function createCollector(heap: Heap = ownHeap()): () => void {
  let usedBytes = heap.usedBytes();
  let timer: NodeJS.Timeout | undefined;
  const collectIfGrown = (byBytes: number) => {
    if (heap.usedBytes() - usedBytes < byBytes) return;
    heap.collect();
    usedBytes = heap.usedBytes();
  };
  return () => {
    clearTimeout(timer);
    setImmediate(collectIfGrown, WORTH_A_WAIT_BYTES);
    timer = setTimeout(collectIfGrown, IDLE_MS, WORTH_IDLE_BYTES);
    timer.unref();
  };
}

function ownHeap(): Heap {
  let collect: (() => void) | undefined;
  return {
    usedBytes: () => process.memoryUsage().heapUsed,
    collect() {
      // Not as the process starts: a cell waits for it.
      collect ??= exposeCollection();
      collect();
    },
  };
}

/** Node has no other way to ask for a collection without a debugger or an option of the command line. */
function exposeCollection(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
