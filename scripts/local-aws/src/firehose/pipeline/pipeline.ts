import { randomBytes, randomUUID } from 'node:crypto';
import type { ExtendedS3DestinationDescription } from '@aws-sdk/client-firehose';
import type { Clock } from '../../clock.js';
import { ObjectDelivery, type Shipment } from '../../delivery/object-delivery.js';
import type { BufferLimits } from '../../delivery/record-buffer.js';
import type { Logger } from '../../logger.js';
import type { ObjectStore } from '../../s3/object-store.js';
import type { Storage, Write } from '../../storage/storage.js';
import { bucketOf } from '../model/destination.js';
import { objectKey } from '../object-name/object-key.js';
import { compressionOf } from './compression.js';
import { type Process, processorOf } from './process.js';
import type { SourceRecord } from './source-record.js';

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
  readonly #deliveryStreamName: string;
  readonly #delivery: ObjectDelivery<SourceRecord>;
  #settings: PipelineSettings;
  #process: Process;

  constructor({ deliveryStreamName, settings, ...options }: PipelineOptions) {
    this.#deliveryStreamName = deliveryStreamName;
    this.#settings = settings;
    this.#process = processorOf(settings.destination.ProcessingConfiguration);
    this.#delivery = new ObjectDelivery({
      ...options,
      name: `firehose ${deliveryStreamName}`,
      limits: limitsOf(settings.destination),
      pack: (records) => this.#pack(records),
    });
  }

  /** Goes on with other settings: records processed from now on, and buffers delivered from now on. */
  configure(settings: PipelineSettings): void {
    this.#settings = settings;
    this.#process = processorOf(settings.destination.ProcessingConfiguration);
    this.#delivery.limits = limitsOf(settings.destination);
  }

  /** Whether S3 lags so far behind that a source that keeps its own data should pause. */
  get isFull(): boolean {
    return this.#delivery.isFull;
  }

  accept(records: readonly SourceRecord[]): void {
    for (const record of records) this.#delivery.accept({ ...record, data: this.#process(record.data) });
  }

  /** Ends timers and retries, and waits for the write under way. What is buffered stays undelivered. */
  stop(): Promise<void> {
    return this.#delivery.stop();
  }

  async #pack(records: readonly SourceRecord[]): Promise<Shipment> {
    const { destination } = this.#settings;
    const bucket = bucketOf(destination);
    const key = this.#nameFor(records);
    const joined = Buffer.concat(records.map((record) => record.data));
    const body = await compressionOf(destination.CompressionFormat).compress(joined);
    return {
      objects: [{ bucket, key, body, contentType: 'application/octet-stream' }],
      checkpoints: checkpointsOf(records),
    };
  }

  #nameFor(records: readonly SourceRecord[]): string {
    const { destination, versionId } = this.#settings;
    return objectKey({
      prefix: destination.Prefix,
      deliveryStreamName: this.#deliveryStreamName,
      versionId,
      epochMs: records.reduce(
        (oldest, record) => Math.min(oldest, record.arrivedAtMs),
        Number.POSITIVE_INFINITY,
      ),
      timeZone: destination.CustomTimeZone,
      uuid: randomUUID(),
      randomString: () => randomBytes(16).toString('base64url').replace(/[-_]/g, 'x').slice(0, 11),
      extension: destination.FileExtension || compressionOf(destination.CompressionFormat).extension,
    });
  }
}

function limitsOf({ BufferingHints }: ExtendedS3DestinationDescription): BufferLimits {
  const { SizeInMBs = 5, IntervalInSeconds = 300 } = BufferingHints ?? {};
  return { maxBytes: SizeInMBs * 1024 * 1024, maxAgeMs: IntervalInSeconds * 1000, agesFrom: 'receipt' };
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
