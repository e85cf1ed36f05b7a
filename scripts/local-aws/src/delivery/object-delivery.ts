import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import type { ObjectStore, StoredObject } from '../s3/object-store.js';
import type { Storage, Write } from '../storage/storage.js';
import { type BufferLimits, type DeliveredRecord, RecordBuffer } from './record-buffer.js';
import { deliver } from './retry.js';

/** How many full buffers may wait for S3 before a source that can wait should. */
const waitingBuffers = 4;

/** What becomes of the records of one buffer. */
export interface Shipment {
  /** Written one after the other, each until it is there. */
  readonly objects: readonly StoredObject[];
  /** Written once all objects are: how far the source is done. */
  readonly checkpoints: readonly Write[];
}

/** What is delivered, and with what. */
export interface ObjectDeliveryOptions<R extends DeliveredRecord> {
  /** As the log names it, e.g. `firehose orders`. */
  readonly name: string;
  readonly limits: BufferLimits;
  /** Makes objects of a buffer's records, by the settings of that moment. */
  readonly pack: (records: readonly R[]) => Promise<Shipment>;
  readonly objects: ObjectStore;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The way of records from a source into objects: buffer, pack, write, and only then the source's checkpoint. What
 * was written and not checked off when the process died is written again: at least once, as AWS delivers.
 */
export class ObjectDelivery<R extends DeliveredRecord> {
  readonly #options: ObjectDeliveryOptions<R>;
  readonly #buffer: RecordBuffer<R>;
  readonly #ending = new AbortController();
  #undeliveredBytes = 0;
  #deliveries: Promise<void> = Promise.resolve();

  constructor(options: ObjectDeliveryOptions<R>) {
    this.#options = options;
    this.#buffer = new RecordBuffer<R>(options.clock, options.limits, (records) => this.#enqueue(records));
  }

  /** Other limits, for buffers that begin from now on. */
  set limits(limits: BufferLimits) {
    this.#buffer.limits = limits;
  }

  /** Whether S3 lags so far behind that a source that keeps its own data should pause. */
  get isFull(): boolean {
    return this.#undeliveredBytes > waitingBuffers * this.#buffer.limits.maxBytes;
  }

  accept(record: R): void {
    this.#buffer.add(record);
  }

  /** Ends timers and retries, and waits for the write under way. What is buffered stays undelivered. */
  async stop(): Promise<void> {
    this.#buffer.stop();
    this.#ending.abort();
    await this.#deliveries;
  }

  #enqueue(records: readonly R[]): void {
    const bytes = records.reduce((sum, record) => sum + record.data.byteLength, 0);
    this.#undeliveredBytes += bytes;
    this.#deliveries = this.#deliveries
      .then(() => this.#deliver(records))
      .catch((error: unknown) => this.#options.logger.error(this.#label('stopped a delivery'), error))
      .finally(() => {
        this.#undeliveredBytes -= bytes;
      });
  }

  async #deliver(records: readonly R[]): Promise<void> {
    if (this.#ending.signal.aborted) return;
    const { pack, storage, logger } = this.#options;
    const { objects, checkpoints } = await pack(records);
    for (const object of objects) if (!(await this.#write(object))) return;
    await storage.write(checkpoints);
    const written = objects.map(({ bucket, key, body }) => `${body.byteLength} bytes: s3://${bucket}/${key}`);
    logger.info(this.#label(`delivered ${records.length} records, ${written.join(', ')}`));
  }

  #write(object: StoredObject): Promise<boolean> {
    const { objects, clock, logger } = this.#options;
    return deliver(() => objects.putObject(object), {
      clock,
      signal: this.#ending.signal,
      onFailure: (reason) =>
        logger.error(
          this.#label(`could not write s3://${object.bucket}/${object.key}, will retry: ${reason}`),
        ),
    });
  }

  #label(text: string): string {
    return `${this.#options.name}: ${text}`;
  }
}
