import { type Clock, paceOf } from '../clock.js';
import type { Logger } from '../logger.js';
import type { Storage } from '../storage/storage.js';
import { Agenda } from './agenda.js';
import { type Consumer, consumerArn } from './model/consumer.js';
import type { Stream } from './model/stream.js';

export interface ConsumerCatalogueOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Milliseconds that a consumer stays CREATING or DELETING. */
  readonly transitionMs: number;
  readonly logger: Logger;
}

const collection = 'consumers';

/** The registered consumers of all streams, in memory and on disk, and their changes of state. */
export class ConsumerCatalogue {
  readonly #options: ConsumerCatalogueOptions;
  readonly #agenda: Agenda;
  readonly #byStream = new Map<string, Map<string, Consumer>>();

  private constructor(options: ConsumerCatalogueOptions) {
    this.#options = options;
    this.#agenda = new Agenda(options.logger);
  }

  /** Reads the consumers of the last process, and takes up what it left unfinished. */
  static async open(options: ConsumerCatalogueOptions): Promise<ConsumerCatalogue> {
    const catalogue = new ConsumerCatalogue(options);
    for await (const [, consumer] of options.storage.entries<Consumer>(collection)) {
      catalogue.#put(consumer);
      catalogue.#schedule(consumer);
    }
    return catalogue;
  }

  /** The stream's consumers, by name. */
  list({ id }: Pick<Stream, 'id'>): Consumer[] {
    const own = this.#byStream.get(id)?.values() ?? [];
    return [...own].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find({ id }: Pick<Stream, 'id'>, name: string): Consumer | undefined {
    return this.#byStream.get(id)?.get(name);
  }

  /** Starts CREATING or DELETING, which completes by itself after the transition time. */
  async begin(consumer: Consumer, status: Consumer['status']): Promise<void> {
    const dueAtMs = paceOf(this.#options.clock).now() + this.#options.transitionMs;
    const changed = { ...consumer, status, dueAtMs };
    this.#schedule(changed);
    await this.save(changed);
  }

  /** Makes `consumer` the current state of its name. Visible at once, on disk when the promise resolves. */
  async save(consumer: Consumer): Promise<void> {
    this.#put(consumer);
    await this.#options.storage.write([{ collection, key: keyOf(consumer), value: consumer }]);
  }

  /** Deletes all consumers of a stream that goes. */
  async forget(stream: Stream): Promise<void> {
    const own = this.list(stream);
    this.#byStream.delete(stream.id);
    const writes = own.map((consumer) => ({ collection, key: keyOf(consumer), delete: true }) as const);
    await this.#options.storage.write(writes);
  }

  /** Stops the clockwork; what is under way goes on at the next start. */
  close(): Promise<void> {
    return this.#agenda.close();
  }

  #put(consumer: Consumer): void {
    const own = this.#byStream.get(consumer.streamId) ?? new Map<string, Consumer>();
    this.#byStream.set(consumer.streamId, own.set(consumer.name, consumer));
  }

  #schedule(consumer: Consumer): void {
    if (consumer.dueAtMs === undefined) return;
    const name = `the transition of consumer ${consumerArn(consumer)}`;
    const pace = paceOf(this.#options.clock);
    this.#agenda.add(pace, keyOf(consumer), consumer.dueAtMs, name, () => this.#complete(consumer));
  }

  async #complete({ streamId, name }: Consumer): Promise<void> {
    const found = this.find({ id: streamId }, name);
    if (!found) return;
    const { dueAtMs: _, ...consumer } = found;
    if (consumer.status === 'CREATING') return this.save({ ...consumer, status: 'ACTIVE' });
    this.#byStream.get(streamId)?.delete(name);
    await this.#options.storage.write([{ collection, key: keyOf(consumer), delete: true }]);
  }
}

const keyOf = ({ streamId, name }: Consumer) => `${streamId}/${name}`;
