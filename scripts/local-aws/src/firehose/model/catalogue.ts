import type { Caller } from '../../kinesis/kinesis-api.js';
import type { Storage, Write } from '../../storage/storage.js';
import { type DeliveryStream, deliveryStreamKey, deliveryStreamNotFound } from './delivery-stream.js';

const collection = 'firehose-streams';

/** The delivery streams there are, in memory and on disk. */
export class Catalogue {
  readonly #storage: Storage;
  readonly #streams = new Map<string, DeliveryStream>();

  private constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** With what an earlier run left. */
  static async open(storage: Storage): Promise<Catalogue> {
    const catalogue = new Catalogue(storage);
    for await (const [key, stream] of storage.entries<DeliveryStream>(collection)) {
      catalogue.#streams.set(key, stream);
    }
    return catalogue;
  }

  /** Every delivery stream of every account and region. */
  all(): DeliveryStream[] {
    return [...this.#streams.values()];
  }

  /** A caller's delivery streams, by name. */
  list({ accountId, region }: Caller): DeliveryStream[] {
    return this.all()
      .filter((stream) => stream.accountId === accountId && stream.region === region)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(caller: Caller, name: string): DeliveryStream | undefined {
    return this.#streams.get(deliveryStreamKey(caller, name));
  }

  /** @throws AwsError `ResourceNotFoundException` */
  get(caller: Caller, name: string): DeliveryStream {
    const stream = this.find(caller, name);
    if (!stream) throw deliveryStreamNotFound(caller, name);
    return stream;
  }

  /** Adds or replaces a delivery stream, and writes `along` in the same step. */
  async put(stream: DeliveryStream, along: readonly Write[] = []): Promise<void> {
    const key = deliveryStreamKey(stream, stream.name);
    this.#streams.set(key, stream);
    await this.#storage.write([{ collection, key, value: stream }, ...along]);
  }

  async remove(stream: DeliveryStream, along: readonly Write[] = []): Promise<void> {
    const key = deliveryStreamKey(stream, stream.name);
    await this.#storage.write([{ collection, key, delete: true }, ...along]);
    this.#streams.delete(key);
  }
}
