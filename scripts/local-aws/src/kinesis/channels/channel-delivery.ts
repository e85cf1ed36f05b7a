import type { Clock } from '../../clock.js';
import { ObjectDelivery } from '../../delivery/object-delivery.js';
import type { BufferLimits } from '../../delivery/record-buffer.js';
import type { Logger } from '../../logger.js';
import type { ObjectStore } from '../../s3/object-store.js';
import type { Storage } from '../../storage/storage.js';
import { type Channel, channelLabel } from '../model/channel.js';
import type { RecordLog } from '../record-log.js';
import type { StreamCatalogue } from '../stream-catalogue.js';
import { type ChannelRecord, pack } from './pack.js';
import { StreamReader } from './stream-reader.js';

/**
 * The size at which a buffer is delivered before its time. CloudFormation's page speaks of a "minimum target file
 * size", and AWS says nowhere which; this one keeps memory small.
 */
const targetBytes = 16 * 1024 * 1024;

export interface ChannelDeliveryOptions {
  readonly streams: StreamCatalogue;
  readonly records: RecordLog;
  readonly objects: ObjectStore;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A channel at work: from its stream's log into its buckets. */
export class ChannelDelivery {
  readonly #delivery: ObjectDelivery<ChannelRecord>;
  readonly #reader: StreamReader;

  /** @param positions how far each shard is delivered */
  constructor(options: ChannelDeliveryOptions, channel: Channel, positions: ReadonlyMap<number, string>) {
    this.#delivery = new ObjectDelivery<ChannelRecord>({
      ...options,
      name: channelLabel(channel),
      limits: limitsOf(channel),
      pack: (records) => pack(channel, records),
    });
    this.#reader = new StreamReader({ ...options, channel, sink: this.#delivery }, positions);
  }

  run(): void {
    this.#reader.run();
  }

  /** Goes on with another freshness, for what is buffered too. The rest of a channel does not change. */
  configure(channel: Channel): void {
    this.#delivery.limits = limitsOf(channel);
  }

  /** Waits for the write under way. What is not delivered yet is in the log. */
  async stop(): Promise<void> {
    await this.#reader.stop();
    await this.#delivery.stop();
  }
}

const limitsOf = ({ destination }: Channel): BufferLimits => ({
  maxBytes: targetBytes,
  maxAgeMs: (destination.DataFreshnessInSeconds ?? 0) * 1000,
  agesFrom: 'arrival',
});
