import { join } from 'node:path';
import { type Clock, systemClock } from '../../clock.js';
import type { Batch, Database, EntryIterator } from '../stored-collections.js';
import { AheadLog } from './ahead-log.js';
import { operationBytes } from './log-entry.js';

/** A larger batch goes straight to the database: to write it twice would cost more than the way there. */
const largeBytes = 16 * 1024;

/** How much may wait for the database. Whoever writes more waits until it has taken that. */
const mostWaitingBytes = 1024 * 1024;

/** How long it waits: long enough for many small batches to become one. */
const patienceMs = 50;

export interface WriteAheadOptions {
  /** The machine's time, by which batches wait. */
  readonly clock?: Clock;
  /** Whether an earlier process has made the logs, so that one which is missing was lost. Default false. */
  readonly logsExpected?: boolean;
}

/** Batches in a log that the database will get as one. */
interface Filling {
  readonly number: number;
  readonly log: AheadLog;
  readonly operations: Batch;
  bytes: number;
}

/**
 * A database whose small batches are written to a log of their own first, which is all that has to be waited for:
 * the database's own way leads through another thread and back, which takes longer than the rest of a PutRecord. It
 * gets many of them at once, shortly after, or before anything is read.
 *
 * There are two logs. While the database takes what is in one, the other is written; the one is emptied before the
 * database gets anything else. So at a start a log holds what the database got last, or has not got yet: given to it
 * once more, the earlier filling first, it leads to the state that was acknowledged.
 *
 * @param folder where the logs are kept; no other process may have them open
 * @throws DamagedLogError where a log is not as it was written, or is missing and expected
 */
export async function writeAhead(
  database: Database,
  folder: string,
  { clock = systemClock, logsExpected = false }: WriteAheadOptions = {},
): Promise<Database> {
  const [first, second] = await openLogs(database, folder, logsExpected);
  const ahead = new WriteAhead(database, clock, first, second);
  return {
    get: (key) => ahead.settled(() => database.get(key)),
    batch: (operations, { sync }) => ahead.batch(operations, sync),
    iterator: (range) => whenOpened(() => ahead.settled(() => database.iterator(range))),
    keys: (range) => ({ all: () => ahead.settled(() => database.keys(range).all()) }),
    clear: (range) => ahead.settled(() => database.clear(range)),
    close: () => ahead.close(),
  };
}

/** The logs, empty: the database has got what an earlier process left in them. */
async function openLogs(
  database: Database,
  folder: string,
  areExpected: boolean,
): Promise<[AheadLog, AheadLog]> {
  const open = (name: string) => new AheadLog(join(folder, name), areExpected);
  const first = open('ahead-0');
  let second: AheadLog | undefined;
  try {
    second = open('ahead-1');
    const logs: [AheadLog, AheadLog] = [first, second];
    const left = logs.map((log) => ({ log, entries: log.read() }));
    left.sort((a, b) => (a.entries[0]?.filling ?? 0) - (b.entries[0]?.filling ?? 0));
    for (const { log, entries } of left) {
      const operations = entries.flatMap((entry) => entry.operations);
      if (operations.length > 0) await database.batch(operations, { sync: false });
      log.clear();
    }
    return logs;
  } catch (error) {
    first.close();
    second?.close();
    throw error;
  }
}

class WriteAhead {
  readonly #database: Database;
  readonly #clock: Clock;
  /** What is being written now. */
  #waiting: Filling;
  /** What the database is getting, or has refused. It gets nothing else before. */
  #moving: Filling | undefined;
  #spare: AheadLog;
  #turn: Promise<unknown> = Promise.resolve();
  /** Batches on their way past the logs. */
  #passing = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(database: Database, clock: Clock, first: AheadLog, second: AheadLog) {
    this.#database = database;
    this.#clock = clock;
    this.#waiting = { number: 1, log: first, operations: [], bytes: 0 };
    this.#spare = second;
  }

  async batch(operations: Batch, sync: boolean): Promise<void> {
    const bytes = operations.reduce((sum, operation) => sum + operationBytes(operation), 0);
    if (sync || bytes > largeBytes || this.#passing > 0) return this.#pass(operations, sync);
    const waiting = this.#waiting;
    waiting.log.append({ filling: waiting.number, operations });
    waiting.operations.push(...operations);
    waiting.bytes += bytes;
    if (waiting.bytes > mostWaitingBytes) return this.#inTurn(() => this.#settle());
    this.#cancelTimer ??= this.#clock.after(patienceMs, () => {
      this.#cancelTimer = undefined;
      // What fails here is safe in its log, and fails again for whoever reads next.
      this.#inTurn(() => this.#settle()).catch(() => {});
    });
  }

  /** Straight to the database, behind all that was written before; what comes meanwhile takes the same way. */
  async #pass(operations: Batch, sync: boolean): Promise<void> {
    this.#passing += 1;
    try {
      await this.#inTurn(async () => {
        await this.#settle();
        await this.#database.batch(operations, { sync });
      });
    } finally {
      this.#passing -= 1;
    }
  }

  /** Acts once the database has all that was written. */
  async settled<T>(act: () => T | Promise<T>): Promise<T> {
    if (this.#moving || this.#waiting.operations.length > 0) await this.#inTurn(() => this.#settle());
    return act();
  }

  async close(): Promise<void> {
    try {
      await this.#inTurn(() => this.#settle());
    } finally {
      this.#stopTimer();
      this.#waiting.log.close();
      (this.#moving?.log ?? this.#spare).close();
      await this.#database.close();
    }
  }

  /** One after the other: what is written later must not reach the database earlier. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #settle(): Promise<void> {
    if (this.#moving) await this.#move(this.#moving);
    if (this.#waiting.operations.length === 0) return;
    this.#stopTimer();
    this.#moving = this.#waiting;
    this.#waiting = { number: this.#moving.number + 1, log: this.#spare, operations: [], bytes: 0 };
    await this.#move(this.#moving);
  }

  async #move({ log, operations }: Filling): Promise<void> {
    await this.#database.batch(operations, { sync: false });
    log.clear();
    this.#spare = log;
    this.#moving = undefined;
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}

/** An iterator that is opened by the first who asks it. */
function whenOpened(open: () => Promise<EntryIterator>): EntryIterator {
  let opened: Promise<EntryIterator> | undefined;
  const iterator = () => {
    opened ??= open();
    return opened;
  };
  return {
    nextv: async (size) => (await iterator()).nextv(size),
    close: async () => (await opened)?.close(),
  };
}
