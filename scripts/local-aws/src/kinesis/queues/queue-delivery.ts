import { type Clock, paceOf } from '../../clock.js';
import { AwsError } from '../../errors.js';
import type { Storage, Write } from '../../storage/storage.js';
import type { Limits } from '../limits/limits.js';
import type { Queue } from '../model/queue.js';
import { type Stream, trimHorizon } from '../model/stream.js';
import type { QueueRecord } from '../newer-api.js';
import type { QueueCatalogue } from '../queue-catalogue.js';
import type { RecordLog } from '../record-log.js';
import type { StreamCatalogue } from '../stream-catalogue.js';
import type { Tokens } from '../tokens.js';
import { FreshRecords } from './fresh-records.js';
import { Ledger, type Tracked } from './ledger.js';
import { openReceipt } from './receipt.js';
import { type ReceiveRequest, Receivers } from './receivers.js';
import { Selection } from './selection.js';
import { TrackedRecords } from './tracked-records.js';
import { UnreadDeadLetters } from './unread-dead-letters.js';

/** What queues deliver from and write to. */
export interface QueueSource {
  readonly clock: Clock;
  readonly storage: Storage;
  readonly streams: StreamCatalogue;
  readonly records: RecordLog;
  readonly tokens: Tokens;
  readonly queues: QueueCatalogue;
  readonly limits: Limits;
}

/** Which of a queue's two ways a call goes: that of its records, or that of its dead letters. */
export type RecordKind = 'records' | 'deadLetters';

interface Answer {
  readonly records: QueueRecord[];
  /** When the queue remembers on disk that it has given them out. */
  readonly written: Promise<void>;
}

/** Records that become dead letters in one step, so that no call waits for very many. */
const buriedAtOnce = 1000;

/**
 * One queue at work. What it has given out and what was not acknowledged in time is in memory, at most as much as
 * may be in flight, and on disk; the rest are positions in the stream's shards. Calls are served one after the other.
 */
export class QueueDelivery {
  readonly #source: QueueSource;
  readonly #queue: Pick<Queue, 'id' | 'stream'>;
  readonly #pace: Clock;
  readonly #ledger: Ledger;
  readonly #tracked: TrackedRecords;
  readonly #fresh: FreshRecords;
  readonly #unread: UnreadDeadLetters;
  readonly #receivers: Readonly<Record<RecordKind, Receivers<Answer>>>;
  readonly #unfollowStream: () => void;
  #hasEnded = false;
  #hasNews = false;
  #isServing = false;
  #cancelTimer = () => {};
  /** Whether the next answer begins with records that come again, so that neither they nor new ones wait for ever. */
  #retriesFirst = true;

  private constructor(
    source: QueueSource,
    queue: Queue,
    stream: Stream,
    ledger: Ledger,
    positions: Map<number, string>,
  ) {
    this.#source = source;
    this.#queue = queue;
    this.#pace = paceOf(source.clock);
    this.#ledger = ledger;
    this.#tracked = new TrackedRecords(queue.attributes.maxReceiveCount);
    const onNews = () => this.kick();
    this.#fresh = new FreshRecords({ records: source.records, positions, onNews });
    this.#unread = new UnreadDeadLetters(ledger);
    this.#receivers = {
      records: new Receivers(this.#pace, (request) => this.#takeRecords(request), onNews),
      deadLetters: new Receivers(this.#pace, (request) => this.#takeDeadLetters(request), onNews),
    };
    this.#unfollowStream = source.streams.follow(stream, onNews);
  }

  /** Takes the queue up where the last process left it. */
  static async open(source: QueueSource, queue: Queue, stream: Stream): Promise<QueueDelivery> {
    const ledger = new Ledger(source.storage, queue.id);
    const delivery = new QueueDelivery(source, queue, stream, ledger, await ledger.positions());
    for await (const tracked of ledger.received()) delivery.#tracked.put(tracked);
    return delivery;
  }

  /** Resolves to nothing when none came in time. */
  async receive(kind: RecordKind, request: ReceiveRequest): Promise<QueueRecord[]> {
    if (this.#hasEnded) return [];
    const answering = this.#receivers[kind].add(request);
    this.kick();
    const answer = await answering;
    await answer?.written;
    return answer?.records ?? [];
  }

  /** @throws AwsError `InvalidArgumentException` or `ResourceNotFoundException` for another handle than one in force */
  acknowledge(kind: RecordKind, handle: string): Write[] {
    const tracked = this.#find(kind, handle);
    this.#tracked.delete(tracked);
    return [this.#ledger.drop(tracked)];
  }

  /** The time counts from now. The handle stays in force. @throws AwsError as {@link acknowledge} */
  hide(kind: RecordKind, handle: string, seconds: number): Write[] {
    const tracked = this.#find(kind, handle);
    tracked.visibleAtMs = this.#pace.now() + seconds * 1000;
    this.#tracked.put(tracked);
    return [this.#ledger.keep(tracked)];
  }

  /** Makes a record of a dead letter, as if it had never been received. @throws AwsError as {@link acknowledge} */
  restore(handle: string): Write[] {
    const tracked = this.#find('deadLetters', handle);
    tracked.isDead = false;
    tracked.receiveCount = 0;
    tracked.receipt += 1;
    tracked.visibleAtMs = this.#pace.now();
    this.#tracked.put(tracked);
    return [this.#ledger.keep(tracked)];
  }

  /** Writes what handles have changed; then whoever waits may find something. */
  async write(writes: readonly Write[]): Promise<void> {
    this.kick();
    await this.#ledger.write(writes);
  }

  /** Serves those that wait, once what is under way is done. */
  kick(): void {
    this.#hasNews = true;
    if (this.#isServing || Object.values(this.#receivers).every(({ isEmpty }) => isEmpty)) return;
    this.#isServing = true;
    void this.#serve();
  }

  /** Forgets what retention has let go of. */
  async trim(stream: Stream): Promise<void> {
    const horizonMs = trimHorizon(stream, this.#source.clock.now());
    this.#tracked.trim(horizonMs);
    await this.#ledger.write(this.#fresh.dropGone(stream).map((index) => this.#ledger.leave(index)));
  }

  /** Ends the calls that wait, with `reason` as an error; without, they get nothing. */
  end(reason?: AwsError): void {
    this.#hasEnded = true;
    this.#cancelTimer();
    this.#unfollowStream();
    this.#fresh.close();
    for (const receivers of Object.values(this.#receivers)) receivers.end(reason);
  }

  async #serve(): Promise<void> {
    this.#cancelTimer();
    while (this.#hasNews) {
      this.#hasNews = false;
      await this.#receivers.records.serve();
      await this.#receivers.deadLetters.serve();
    }
    this.#isServing = false;
    if (!this.#hasEnded) this.#wakeWhenDue();
  }

  /** Those that still wait are served again when the next record becomes visible. */
  #wakeWhenDue(): void {
    const { records, deadLetters } = this.#receivers;
    const due = [
      ...(records.isEmpty ? [] : [this.#tracked.nextDueMs('retry')]),
      ...(deadLetters.isEmpty ? [] : [this.#tracked.nextDueMs('exhausted'), this.#tracked.nextDueMs('dead')]),
    ].filter((dueMs) => dueMs !== undefined);
    if (due.length === 0) return;
    const delayMs = Math.max(0, Math.min(...due) - this.#pace.now());
    this.#cancelTimer = this.#pace.after(delayMs, () => this.kick());
  }

  async #takeRecords(request: ReceiveRequest): Promise<Answer | undefined> {
    const selection = this.#select(request);
    if (!selection) return undefined;
    const buried = this.#bury();
    const retriesFirst = this.#retriesFirst;
    this.#retriesFirst = !retriesFirst;
    if (retriesFirst) await selection.addVisible('retry');
    await selection.addFresh(this.#fresh, this.#room());
    if (!retriesFirst) await selection.addVisible('retry');
    return this.#answer(selection, buried);
  }

  async #takeDeadLetters(request: ReceiveRequest): Promise<Answer | undefined> {
    const selection = this.#select(request);
    if (!selection) return undefined;
    // All that were buried have to be on disk before one looks there.
    await this.#ledger.write(this.#bury());
    await selection.addVisible('dead');
    await selection.addUnread(this.#unread, this.#room());
    return this.#answer(selection, []);
  }

  #select(request: ReceiveRequest): Selection | undefined {
    const queue = this.#source.queues.current(this.#queue);
    const stream = this.#source.streams.current(this.#queue.stream);
    if (!queue || !stream) return undefined;
    this.#tracked.limitReceives(queue.attributes.maxReceiveCount);
    const { clock, records, tokens } = this.#source;
    const parts = { clock, records, tokens, ledger: this.#ledger, tracked: this.#tracked };
    return new Selection(parts, queue, stream, request);
  }

  async #answer(selection: Selection, before: readonly Write[]): Promise<Answer | undefined> {
    const { records, writes } = selection.deliver();
    const written = this.#ledger.write([...before, ...writes]);
    if (records.length > 0) return { records, written };
    await written;
    return undefined;
  }

  /** How many more records may be in flight. */
  #room(): number {
    return Math.max(0, Number(this.#source.limits.inFlightQueueRecords) - this.#tracked.size);
  }

  /** Makes dead letters of those that were received too often, once the last receiver's time is over. */
  #bury(): Write[] {
    return this.#tracked.takeVisible('exhausted', this.#pace.now(), buriedAtOnce).flatMap((tracked) => {
      this.#tracked.delete(tracked);
      return this.#unread.add(tracked);
    });
  }

  /** The record that a handle is for. */
  #find(kind: RecordKind, handle: string): Tracked {
    const receipt = openReceipt(this.#source.tokens, handle);
    if (receipt?.queueId !== this.#queue.id)
      throw new AwsError('InvalidArgumentException', 'The ReceiptHandle is none that this queue has issued.');
    const tracked = this.#tracked.find(receipt.sequenceNumber);
    if (!tracked || tracked.receipt !== receipt.receipt || this.#isExpired(tracked)) throw notInForce();
    if (tracked.isDead && kind === 'records') throw wrongKind('a dead-letter record', 'DeadLetterQueue');
    if (!tracked.isDead && kind === 'deadLetters') throw wrongKind('no dead-letter record', 'Queue');
    const hasDied = this.#tracked.laneOf(tracked) === 'exhausted' && tracked.visibleAtMs <= this.#pace.now();
    if (hasDied) throw notInForce();
    return tracked;
  }

  #isExpired({ arrivalMs }: Tracked): boolean {
    const stream = this.#source.streams.current(this.#queue.stream);
    return !stream || arrivalMs < trimHorizon(stream, this.#source.clock.now());
  }
}

const notInForce = () =>
  new AwsError(
    'ResourceNotFoundException',
    'The ReceiptHandle is no longer in force: its record was acknowledged, received again, made a dead letter, or has reached the end of its retention period.',
  );

const wrongKind = (what: string, actions: string) =>
  new AwsError(
    'InvalidArgumentException',
    `The ReceiptHandle is that of ${what}; it goes to the actions on ${actions}Records.`,
  );
