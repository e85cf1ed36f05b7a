import { type Clock, paceOf } from '../../clock.js';
import type { Write } from '../../storage/storage.js';
import type { StoredRecord } from '../block-reader.js';
import type { Queue } from '../model/queue.js';
import { type Stream, trimHorizon } from '../model/stream.js';
import type { QueueRecord } from '../newer-api.js';
import type { RecordLog } from '../record-log.js';
import { newRecordBytes } from '../routing.js';
import type { Tokens } from '../tokens.js';
import type { FreshRecords } from './fresh-records.js';
import type { Ledger, Tracked } from './ledger.js';
import { sealReceipt } from './receipt.js';
import type { ReceiveRequest } from './receivers.js';
import type { Lane, TrackedRecords } from './tracked-records.js';
import type { UnreadDeadLetters } from './unread-dead-letters.js';

export interface SelectionParts {
  readonly clock: Clock;
  readonly records: RecordLog;
  readonly tokens: Tokens;
  readonly ledger: Ledger;
  readonly tracked: TrackedRecords;
}

interface Selected {
  readonly tracked: Tracked;
  readonly record: StoredRecord;
  /** As they were when it was gathered. */
  readonly receipt: number;
  readonly visibleAtMs: number;
}

/** Of one answer; a single record may be larger. AWS does not say, so this is what GetRecords gives at once. */
const maxAnswerBytes = 10 * 1024 * 1024;

/** What one call is to receive: gathered first, while other calls go on, then delivered all at once. */
export class Selection {
  readonly queue: Queue;
  readonly #parts: SelectionParts;
  readonly #stream: Stream;
  readonly #request: ReceiveRequest;
  readonly #selected: Selected[] = [];
  readonly #fresh = new Set<Tracked>();
  readonly #writes: Write[] = [];
  #bytes = 0;

  constructor(parts: SelectionParts, queue: Queue, stream: Stream, request: ReceiveRequest) {
    this.queue = queue;
    this.#parts = parts;
    this.#stream = stream;
    this.#request = request;
  }

  /** Records that were received before and are visible again. */
  async addVisible(lane: Lane): Promise<void> {
    const { tracked, clock } = this.#parts;
    const visible = tracked.takeVisible(lane, paceOf(clock).now(), this.#missing);
    const records = await Promise.all(visible.map((each) => this.#read(each)));
    for (const [position, each] of visible.entries()) {
      const record = records[position];
      if (record && this.#hasRoom(record)) this.#add(each, record);
      else if (!record) this.#forget(each);
      else if (tracked.has(each)) tracked.put(each);
    }
  }

  /** Records that were never received, as far as `room` for records in flight goes. */
  async addFresh(fresh: FreshRecords, room: number): Promise<void> {
    const maxRecords = Math.min(this.#missing, room);
    const maxBytes = maxAnswerBytes - this.#bytes;
    if (maxRecords === 0 || maxBytes <= 0) return;
    const { ledger } = this.#parts;
    const taken = await fresh.take(this.#stream, { maxRecords, maxBytes }, (index, position) =>
      this.#writes.push(ledger.moveTo(index, position)),
    );
    for (const { shardIndex, record } of taken) {
      const tracked = newlyTracked(shardIndex, record, this.#parts.clock.now());
      this.#fresh.add(tracked);
      this.#add(tracked, record);
    }
  }

  /** Dead letters that were never received as such. */
  async addUnread(unread: UnreadDeadLetters, room: number): Promise<void> {
    const horizonMs = trimHorizon(this.#stream, this.#parts.clock.now());
    for (const tracked of await unread.peek(Math.min(this.#missing, room), horizonMs)) {
      const record = await this.#read(tracked);
      if (record && !this.#hasRoom(record)) break;
      this.#writes.push(unread.remove(tracked));
      if (!record) continue;
      this.#fresh.add(tracked);
      this.#add(tracked, record);
    }
  }

  /** Makes what was gathered the caller's own, for as long as it asked. */
  deliver(): { records: QueueRecord[]; writes: Write[] } {
    const { ledger, tracked, clock } = this.#parts;
    const seconds = this.#request.visibilityTimeoutSeconds ?? this.queue.attributes.visibilityTimeoutSeconds;
    const records: QueueRecord[] = [];
    for (const { tracked: each, record, receipt, visibleAtMs } of this.#selected) {
      const isHere = this.#fresh.has(each) || tracked.has(each);
      // Acknowledged, hidden or restored by its last receiver while it was gathered.
      if (!isHere || each.receipt !== receipt || each.visibleAtMs !== visibleAtMs) continue;
      each.receiveCount += 1;
      each.receipt += 1;
      each.visibleAtMs = paceOf(clock).now() + seconds * 1000;
      tracked.put(each);
      this.#writes.push(ledger.keep(each));
      records.push(this.#toWire(each, record));
    }
    return { records, writes: this.#writes };
  }

  get #missing(): number {
    return this.#request.limit - this.#selected.length;
  }

  #hasRoom(record: StoredRecord): boolean {
    return this.#selected.length === 0 || this.#bytes + newRecordBytes(record) <= maxAnswerBytes;
  }

  #add(tracked: Tracked, record: StoredRecord): void {
    this.#bytes += newRecordBytes(record);
    const { receipt, visibleAtMs } = tracked;
    this.#selected.push({ tracked, record, receipt, visibleAtMs });
  }

  /** The record itself; undefined once retention has let it go. */
  async #read({ shardIndex, sequenceNumber }: Tracked): Promise<StoredRecord | undefined> {
    const shard = this.#stream.shards.find(({ index }) => index === shardIndex);
    if (!shard) return undefined;
    const limits = { maxRecords: 1, maxBytes: maxAnswerBytes };
    const { records: log } = this.#parts;
    const { records } = await log.readWithinBlock(this.#stream, shard, sequenceNumber, limits);
    return records.find((record) => record.sequenceNumber === sequenceNumber);
  }

  #forget(tracked: Tracked): void {
    this.#parts.tracked.delete(tracked);
    this.#writes.push(this.#parts.ledger.drop(tracked));
  }

  #toWire(tracked: Tracked, { partitionKey, data }: StoredRecord): QueueRecord {
    return {
      ReceiptHandle: sealReceipt(this.#parts.tokens, this.queue.id, tracked),
      RecordId: recordId(tracked),
      PartitionKey: partitionKey || undefined,
      Data: data,
      ApproximateArrivalTimestamp: new Date(tracked.arrivalMs),
      FirstReceiveTimestamp: new Date(tracked.firstReceivedMs),
      ReceiveCount: tracked.receiveCount,
    };
  }
}

const newlyTracked = (
  shardIndex: number,
  { sequenceNumber, arrivalMs }: StoredRecord,
  nowMs: number,
): Tracked => ({
  shardIndex,
  sequenceNumber,
  arrivalMs,
  firstReceivedMs: nowMs,
  receiveCount: 0,
  receipt: 0,
  visibleAtMs: 0,
  isDead: false,
});

/** The same in all queues of a stream, and of the form that AWS's model gives it: small letters and digits. */
const recordId = ({ sequenceNumber }: Tracked): string => BigInt(sequenceNumber).toString(36);
