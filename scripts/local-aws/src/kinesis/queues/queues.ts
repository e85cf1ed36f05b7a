import type { Logger } from '../../logger.js';
import { Agenda } from '../agenda.js';
import { type Queue, queueArn, queueNotFound, requireDelivering } from '../model/queue.js';
import { streamNotFound, trimHorizon } from '../model/stream.js';
import { Ledger } from './ledger.js';
import { QueueDelivery, type QueueSource } from './queue-delivery.js';

/** How often what has expired is deleted. Nobody receives it, so this is about space only. */
const trimEveryMs = 10 * 60_000;

/** The queues at work: each is taken up when it is first called. */
export class Queues {
  readonly #source: QueueSource;
  readonly #agenda: Agenda;
  readonly #deliveries = new Map<string, Promise<QueueDelivery>>();
  #isClosed = false;

  constructor(source: QueueSource, logger: Logger) {
    this.#source = source;
    this.#agenda = new Agenda(logger);
    source.queues.follow((queue) => this.#onChange(queue));
    this.#scheduleTrim();
  }

  /** @throws AwsError `ResourceNotFoundException` for a queue that does not deliver now */
  async delivery(queue: Queue): Promise<QueueDelivery> {
    requireDelivering(queue);
    const known = this.#deliveries.get(queue.id);
    if (known) return known;
    const opening = this.#open(queue);
    this.#deliveries.set(queue.id, opening);
    // One that could not be taken up is tried again at the next call.
    opening.catch(() => this.#deliveries.delete(queue.id));
    return opening;
  }

  /** Ends the calls that wait, and those to come: the server stops. */
  endReceives(): void {
    this.#isClosed = true;
    for (const opening of this.#deliveries.values()) void opening.then((delivery) => delivery.end());
  }

  close(): Promise<void> {
    this.endReceives();
    return this.#agenda.close();
  }

  async #open(queue: Queue): Promise<QueueDelivery> {
    const stream = this.#source.streams.current(queue.stream);
    if (!stream) throw streamNotFound(queue.stream.name, queue.stream.accountId);
    const delivery = await QueueDelivery.open(this.#source, queue, stream);
    if (this.#isClosed) delivery.end();
    return delivery;
  }

  /** Whoever waits learns that the queue goes, or that other attributes hold. */
  #onChange(queue: Queue): void {
    const opening = this.#deliveries.get(queue.id);
    if (!opening) return;
    const isGoing = queue.status === 'DELETING';
    if (isGoing) this.#deliveries.delete(queue.id);
    const reason = queueNotFound(queueArn(queue), queue.accountId);
    void opening.then((delivery) => (isGoing ? delivery.end(reason) : delivery.kick()));
  }

  #scheduleTrim(): void {
    const { clock } = this.#source;
    this.#agenda.add(clock, 'trim', clock.now() + trimEveryMs, 'deleting expired records of queues', () => {
      this.#scheduleTrim();
      return this.#trim();
    });
  }

  async #trim(): Promise<void> {
    const { queues, streams, storage, clock } = this.#source;
    for (const queue of [...queues.all()]) {
      const stream = streams.current(queue.stream);
      if (!stream) continue;
      await (await this.#deliveries.get(queue.id))?.trim(stream);
      await new Ledger(storage, queue.id).trim(trimHorizon(stream, clock.now()));
    }
  }
}
