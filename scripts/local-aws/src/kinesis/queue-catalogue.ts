import { type Clock, paceOf } from '../clock.js';
import type { Logger } from '../logger.js';
import type { Storage, Write } from '../storage/storage.js';
import { Agenda } from './agenda.js';
import type { Caller } from './kinesis-api.js';
import { type Queue, queueArn, queueNotFound } from './model/queue.js';
import type { Stream } from './model/stream.js';
import { forgetQueue } from './queues/ledger.js';

export interface QueueCatalogueOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Milliseconds that a queue stays CREATING, UPDATING or DELETING. */
  readonly transitionMs: number;
  readonly logger: Logger;
}

const collection = 'queues';

/** The queues of all streams, in memory and on disk, and their changes of state. */
export class QueueCatalogue {
  readonly #options: QueueCatalogueOptions;
  readonly #agenda: Agenda;
  readonly #byId = new Map<string, Queue>();
  #onChange: (queue: Queue) => void = () => {};

  private constructor(options: QueueCatalogueOptions) {
    this.#options = options;
    this.#agenda = new Agenda(options.logger);
  }

  /** Reads the queues of the last process, and takes up what it left unfinished. */
  static async open(options: QueueCatalogueOptions): Promise<QueueCatalogue> {
    const catalogue = new QueueCatalogue(options);
    for await (const [, queue] of options.storage.entries<Queue>(collection)) {
      catalogue.#byId.set(queue.id, queue);
      catalogue.#schedule(queue);
    }
    return catalogue;
  }

  /** Calls `onChange` with every new state of a queue, and with its last one when it is gone. */
  follow(onChange: (queue: Queue) => void): void {
    this.#onChange = onChange;
  }

  /** @throws AwsError `ResourceNotFoundException` */
  get(arn: string, { accountId, region }: Caller): Queue {
    const [, , , , owner = accountId, resource = ''] = arn.split(':');
    const queue = this.#byId.get(resource.slice('queue/'.length));
    if (queue?.region !== region || queueArn(queue) !== arn) throw queueNotFound(arn, owner);
    return queue;
  }

  /** The queue in its present state; undefined once it is gone. */
  current({ id }: Pick<Queue, 'id'>): Queue | undefined {
    return this.#byId.get(id);
  }

  /** Of all accounts. */
  all(): Iterable<Queue> {
    return this.#byId.values();
  }

  /** The caller's queues, by name. */
  list({ accountId, region }: Caller): Queue[] {
    return [...this.#byId.values()]
      .filter((queue) => queue.accountId === accountId && queue.region === region)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The queues that hang on the stream. */
  ofStream({ id }: Pick<Stream, 'id'>): Queue[] {
    return [...this.#byId.values()].filter(({ stream }) => stream.id === id);
  }

  /**
   * Starts a state that completes by itself after the transition time.
   *
   * @param writes what else is to be on disk with it
   */
  async begin(queue: Queue, status: Queue['status'], writes: readonly Write[] = []): Promise<Queue> {
    const dueAtMs = paceOf(this.#options.clock).now() + this.#options.transitionMs;
    const changed = { ...queue, status, dueAtMs };
    this.#schedule(changed);
    await this.save(changed, writes);
    return changed;
  }

  /** Makes `queue` the current state of its id. Visible at once, on disk when the promise resolves. */
  async save(queue: Queue, writes: readonly Write[] = []): Promise<void> {
    this.#byId.set(queue.id, queue);
    this.#onChange(queue);
    await this.#options.storage.write([...writes, { collection, key: queue.id, value: queue }]);
  }

  /** Stops the clockwork; what is under way goes on at the next start. */
  close(): Promise<void> {
    return this.#agenda.close();
  }

  #schedule(queue: Queue): void {
    if (queue.dueAtMs === undefined) return;
    const name = `the transition of queue ${queueArn(queue)}`;
    const pace = paceOf(this.#options.clock);
    this.#agenda.add(pace, queue.id, queue.dueAtMs, name, () => this.#complete(queue));
  }

  async #complete({ id }: Queue): Promise<void> {
    const found = this.#byId.get(id);
    if (!found) return;
    const { dueAtMs: _, nextAttributes, ...queue } = found;
    if (queue.status !== 'DELETING')
      return this.save({ ...queue, status: 'ACTIVE', attributes: nextAttributes ?? queue.attributes });
    this.#byId.delete(id);
    this.#onChange(queue);
    const { storage } = this.#options;
    // What it has given out first: a process that dies in between finds the queue on disk, and deletes on at the next start.
    await forgetQueue(storage, id);
    await storage.write([{ collection, key: id, delete: true }]);
  }
}
