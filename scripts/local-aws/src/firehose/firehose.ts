import { type Clock, paceOf } from '../clock.js';
import { AwsError } from '../errors.js';
import type { Caller, KinesisApi } from '../kinesis/kinesis-api.js';
import type { Logger } from '../logger.js';
import type { ObjectStore } from '../s3/object-store.js';
import type { Storage, Write } from '../storage/storage.js';
import { Catalogue } from './model/catalogue.js';
import { type DeliveryStream, deliveryStreamNotFound } from './model/delivery-stream.js';
import { Pipeline } from './pipeline/pipeline.js';
import { DirectPut, putCollection } from './sources/direct-put.js';
import { KinesisStream } from './sources/kinesis-stream.js';
import { positionCollection } from './sources/shard-position.js';

/** How long to wait for a source stream that is not ready to be read. */
const sourceRetryMs = 1000;

/** What Data Firehose needs of the rest of the process. */
export interface FirehoseOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly kinesis: KinesisApi;
  readonly objects: ObjectStore;
  readonly logger: Logger;
  /** Milliseconds from CREATING to ACTIVE, and from DELETING to gone. */
  readonly transitionMs: number;
}

/** A delivery stream's working parts, from ACTIVE to its end. */
interface Delivery {
  readonly pipeline: Pipeline;
  readonly source: DirectPut | KinesisStream;
}

/** Starts Data Firehose with the delivery streams that an earlier run left. */
export async function createFirehose(options: FirehoseOptions): Promise<Firehose> {
  const firehose = new Firehose(options, await Catalogue.open(options.storage));
  await firehose.resume();
  return firehose;
}

/** Data Firehose: the life of its delivery streams. The operations are thin entries to it. */
export class Firehose {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly kinesis: KinesisApi;
  readonly #options: FirehoseOptions;
  readonly #deliveries = new Map<string, Delivery>();
  readonly #timers = new Map<string, () => void>();
  readonly #underWay = new Set<Promise<void>>();
  #hasEnded = false;

  constructor(options: FirehoseOptions, catalogue: Catalogue) {
    this.catalogue = catalogue;
    this.clock = options.clock;
    this.kinesis = options.kinesis;
    this.#options = options;
  }

  /** Takes every delivery stream up where an earlier run left it. */
  async resume(): Promise<void> {
    for (const stream of this.catalogue.all()) {
      if (stream.status === 'CREATING') this.#later(stream, () => this.#activate(stream));
      if (stream.status === 'DELETING') this.#later(stream, () => this.#remove(stream));
      if (stream.status === 'ACTIVE') await this.#restore(stream);
    }
  }

  /** Stores the new delivery stream as CREATING; it is ACTIVE once its source can be read. */
  async create(stream: DeliveryStream): Promise<void> {
    await this.catalogue.put(stream);
    this.#later(stream, () => this.#activate(stream));
  }

  /** Ends delivery at once; the name stays taken until the delivery stream is gone. */
  async delete(stream: DeliveryStream): Promise<void> {
    const deleting: DeliveryStream = { ...stream, status: 'DELETING' };
    await this.catalogue.put(deleting);
    await this.#stop(stream.id);
    this.#later(deleting, () => this.#remove(deleting));
  }

  /** Replaces settings and tags of a delivery stream; deliveries from now on go by them. */
  async update(stream: DeliveryStream): Promise<void> {
    await this.catalogue.put(stream);
    this.#deliveries.get(stream.id)?.pipeline.configure(stream);
  }

  /** Takes records for direct put; they are on disk when the promise resolves. */
  async put(caller: Caller, name: string, data: readonly Uint8Array[]): Promise<void> {
    const source = this.#deliveries.get(this.catalogue.get(caller, name).id)?.source;
    if (source === undefined) throw deliveryStreamNotFound(caller, name);
    if (source instanceof KinesisStream) {
      const message = 'This operation is not permitted on KinesisStreamAsSource delivery stream type.';
      throw new AwsError('InvalidArgumentException', message);
    }
    await source.put(data);
  }

  /** Ends timers and waits for writes under way. What is not delivered yet is in storage. */
  async close(): Promise<void> {
    this.#hasEnded = true;
    for (const cancel of this.#timers.values()) cancel();
    await Promise.all(this.#underWay);
    await Promise.all([...this.#deliveries.keys()].map((id) => this.#stop(id)));
  }

  async #activate(stream: DeliveryStream): Promise<void> {
    const delivery = this.#newDelivery(stream);
    try {
      const rows = await delivery.source.begin();
      const kinesis = stream.kinesis && { ...stream.kinesis, deliveryStartedAtMs: this.clock.now() };
      this.#deliveries.set(stream.id, delivery);
      const current = this.catalogue.get(stream, stream.name);
      await this.catalogue.put({ ...current, status: 'ACTIVE', ...(kinesis && { kinesis }) }, rows);
      delivery.source.run();
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === 'ResourceNotFoundException') {
        await this.catalogue.put({ ...stream, status: 'CREATING_FAILED', failure: error.message });
      } else this.#later(stream, () => this.#activate(stream), sourceRetryMs);
    }
  }

  #newDelivery(stream: DeliveryStream): Delivery {
    const { storage, clock, logger, objects, kinesis } = this.#options;
    const given = { deliveryStreamName: stream.name, settings: stream, objects };
    const pipeline = new Pipeline({ ...given, storage, clock, logger });
    const parts = { stream, pipeline, storage, clock };
    const source = stream.kinesis
      ? new KinesisStream({ ...parts, streamArn: stream.kinesis.streamArn, kinesis, logger })
      : new DirectPut(parts);
    return { pipeline, source };
  }

  async #restore(stream: DeliveryStream): Promise<void> {
    const delivery = this.#newDelivery(stream);
    await delivery.source.restore();
    this.#deliveries.set(stream.id, delivery);
    delivery.source.run();
  }

  async #stop(id: string): Promise<void> {
    const delivery = this.#deliveries.get(id);
    this.#deliveries.delete(id);
    await delivery?.source.stop();
    await delivery?.pipeline.stop();
  }

  async #remove(stream: DeliveryStream): Promise<void> {
    const rows: Write[] = [];
    for (const collection of [putCollection, positionCollection]) {
      const range = { gte: `${stream.id}/`, lt: `${stream.id}0` };
      for await (const [key] of this.#options.storage.entries(collection, range)) {
        rows.push({ collection, key, delete: true });
      }
    }
    await this.catalogue.remove(stream, rows);
  }

  /** Does the next step of a delivery stream's life once its transition time is over. */
  #later(stream: DeliveryStream, step: () => Promise<void>, delayMs = this.#options.transitionMs): void {
    this.#timers.set(
      stream.id,
      paceOf(this.clock).after(delayMs, () => {
        this.#timers.delete(stream.id);
        if (this.#hasEnded) return;
        const running = step()
          .catch((error: unknown) =>
            this.#options.logger.error(`firehose ${stream.name}: a transition failed`, error),
          )
          .finally(() => this.#underWay.delete(running));
        this.#underWay.add(running);
      }),
    );
  }
}
