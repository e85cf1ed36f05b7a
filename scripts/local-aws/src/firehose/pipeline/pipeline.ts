import { randomBytes, randomUUID } from 'node:crypto';
import type { ExtendedS3DestinationDescription } from '@aws-sdk/client-firehose';
import type { Clock } from '../../clock.js';
import type { Logger } from '../../logger.js';
import type { ObjectStore } from '../../s3/object-store.js';
import type { Storage, Write } from '../../storage/storage.js';
import { bucketOf } from '../model/destination.js';
import { objectKey } from '../object-name/object-key.js';
import { compress, extensionOf } from './compress.js';
import { deliver } from './deliver.js';
import { type Process, processorOf } from './process.js';
import { type BufferLimits, RecordBuffer } from './record-buffer.js';
import type { SourceRecord } from './source-record.js';

/** How many full buffers may wait for S3 before a source that can wait should. */
const waitingBuffers = 4;

/** The part of a delivery stream that UpdateDestination changes. */
export interface PipelineSettings {
  readonly versionId: string;
  readonly destination: ExtendedS3DestinationDescription;
}

/** What a pipeline delivers, and with what. */
export interface PipelineOptions {
  readonly deliveryStreamName: string;
  readonly settings: PipelineSettings;
  readonly objects: ObjectStore;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The way of a record from its source to its object, in AWS's order: process, buffer, join, compress, name,
 * deliver, and only then the source's checkpoint.
 */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #buffer: RecordBuffer;
  readonly #ending = new AbortController();
  #settings: PipelineSettings;
  #process: Process;
  #undeliveredBytes = 0;
  #deliveries: Promise<void> = Promise.resolve();

  constructor(options: PipelineOptions) {
    const { destination } = options.settings;
    this.#options = options;
    this.#settings = options.settings;
    this.#process = processorOf(destination.ProcessingConfiguration);
    this.#buffer = new RecordBuffer(options.clock, limitsOf(destination), (records) =>
      this.#enqueue(records),
    );
  }

  /** Goes on with other settings: records processed from now on, and buffers delivered from now on. */
  configure(settings: PipelineSettings): void {
    this.#settings = settings;
    this.#process = processorOf(settings.destination.ProcessingConfiguration);
    this.#buffer.limits = limitsOf(settings.destination);
  }

  /** Whether S3 lags so far behind that a source that keeps its own data should pause. */
  get isFull(): boolean {
    return this.#undeliveredBytes > waitingBuffers * this.#buffer.limits.maxBytes;
  }

  accept(records: readonly SourceRecord[]): void {
    for (const record of records) this.#buffer.add({ ...record, data: this.#process(record.data) });
  }

  /** Ends timers and retries, and waits for the write under way. What is buffered stays undelivered. */
  async stop(): Promise<void> {
    this.#buffer.stop();
    this.#ending.abort();
    await this.#deliveries;
  }

  #enqueue(records: readonly SourceRecord[]): void {
    const bytes = records.reduce((sum, record) => sum + record.data.byteLength, 0);
    this.#undeliveredBytes += bytes;
    this.#deliveries = this.#deliveries
      .then(() => this.#deliver(records))
      .catch((error: unknown) => this.#options.logger.error(this.#label('stopped a delivery'), error))
      .finally(() => {
        this.#undeliveredBytes -= bytes;
      });
  }

  async #deliver(records: readonly SourceRecord[]): Promise<void> {
    if (this.#ending.signal.aborted) return;
    const { objects, storage, clock, logger } = this.#options;
    const { destination } = this.#settings;
    const bucket = bucketOf(destination);
    const key = this.#nameFor(records);
    const body = await compress(
      destination.CompressionFormat ?? 'UNCOMPRESSED',
      Buffer.concat(records.map((record) => record.data)),
    );
    const isDelivered = await deliver(
      () => objects.putObject(bucket, key, body, 'application/octet-stream'),
      {
        clock,
        signal: this.#ending.signal,
        onFailure: (reason) =>
          logger.error(this.#label(`could not write s3://${bucket}/${key}, will retry: ${reason}`)),
      },
    );
    if (!isDelivered) return;
    await storage.write(checkpointsOf(records));
    logger.info(
      this.#label(`delivered ${records.length} records, ${body.byteLength} bytes: s3://${bucket}/${key}`),
    );
  }

  #nameFor(records: readonly SourceRecord[]): string {
    const { destination, versionId } = this.#settings;
    return objectKey({
      prefix: destination.Prefix,
      deliveryStreamName: this.#options.deliveryStreamName,
      versionId,
      epochMs: records.reduce(
        (oldest, record) => Math.min(oldest, record.arrivedAtMs),
        Number.POSITIVE_INFINITY,
      ),
      timeZone: destination.CustomTimeZone,
      uuid: randomUUID(),
      randomString: () => randomBytes(16).toString('base64url').replace(/[-_]/g, 'x').slice(0, 11),
      extension: destination.FileExtension || extensionOf[destination.CompressionFormat ?? 'UNCOMPRESSED'],
    });
  }

  #label(text: string): string {
    return `firehose ${this.#options.deliveryStreamName}: ${text}`;
  }
}

function limitsOf({ BufferingHints }: ExtendedS3DestinationDescription): BufferLimits {
  const { SizeInMBs = 5, IntervalInSeconds = 300 } = BufferingHints ?? {};
  return { maxBytes: SizeInMBs * 1024 * 1024, maxAgeMs: IntervalInSeconds * 1000 };
}

/** The last checkpoint of each row. */
function checkpointsOf(records: readonly SourceRecord[]): Write[] {
  const rows = new Map<string, Write>();
  for (const { checkpoint } of records) {
    if (!checkpoint) continue;
    const { collection, key, value } = checkpoint;
    rows.set(
      `${collection}/${key}`,
      value === undefined ? { collection, key, delete: true } : { collection, key, value },
    );
  }
  return [...rows.values()];
}
