import { randomUUID } from 'node:crypto';
import { type Clock, paceOf } from '../clock.js';
import { AwsError } from '../errors.js';
import type { Logger } from '../logger.js';
import type { Storage } from '../storage/storage.js';
import { Agenda } from './agenda.js';
import type { ConsumerCatalogue } from './consumer-catalogue.js';
import type { Caller } from './kinesis-api.js';
import {
  listedShards,
  type Stream,
  type StreamSettings,
  streamArn,
  streamNotFound,
  type Transition,
} from './model/stream.js';
import { completeTransition } from './model/transition.js';
import type { RecordLog } from './record-log.js';

/** How requests name a stream. AWS takes either, or both if they agree. */
export interface StreamReference {
  readonly StreamName?: string | undefined;
  readonly StreamARN?: string | undefined;
}

export interface StreamCatalogueOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Milliseconds that a transition takes. */
  readonly transitionMs: number;
  readonly records: RecordLog;
  readonly consumers: ConsumerCatalogue;
  readonly logger: Logger;
}

/** How often expired records are deleted. Readers never see them, so this is about disk space only. */
const trimEveryMs = 10 * 60_000;

const collection = 'streams';

/** What a new stream is given; the rest follows. */
export type NewStream = Pick<
  Stream,
  'name' | 'mode' | 'maxRecordBytes' | 'tags' | 'warmThroughputMiBps' | 'recordDistributionStrategy'
> & {
  readonly shardCount: number;
};

type TransitionPlan = Transition extends infer Each
  ? Each extends Transition
    ? Omit<Each, 'dueAtMs'>
    : never
  : never;

/** All streams, in memory and on disk, and the changes of state that are under way. */
export class StreamCatalogue {
  readonly #options: StreamCatalogueOptions;
  readonly #streams = new Map<string, Stream>();
  readonly #followers = new Map<string, Set<() => void>>();
  readonly #agenda: Agenda;
  readonly #closing = new AbortController();

  private constructor(options: StreamCatalogueOptions) {
    this.#options = options;
    this.#agenda = new Agenda(options.logger);
  }

  /** Reads the streams of the last process, and takes up the transitions that it left unfinished. */
  static async open(options: StreamCatalogueOptions): Promise<StreamCatalogue> {
    const catalogue = new StreamCatalogue(options);
    for await (const [key, stream] of options.storage.entries<Stream>(collection)) {
      catalogue.#streams.set(key, stream);
      await options.records.resume(stream);
      catalogue.#schedule(stream);
    }
    catalogue.#scheduleTrim();
    return catalogue;
  }

  /**
   * The stream that a request means.
   *
   * @throws AwsError `ResourceNotFoundException`, or `InvalidArgumentException` without any name
   */
  get(reference: StreamReference, caller: Caller): Stream {
    const { name, accountId, region } = resolve(reference, caller);
    const stream = this.#streams.get(keyOf({ name, accountId, region }));
    // AWS's endpoints know the streams of their own Region only.
    if (!stream || region !== caller.region) throw streamNotFound(name, accountId);
    return stream;
  }

  /** The stream in its present state, if it is still the one of that id. */
  current({ id, ...key }: Pick<Stream, 'id' | 'name' | 'accountId' | 'region'>): Stream | undefined {
    const stream = this.#streams.get(keyOf(key));
    return stream?.id === id ? stream : undefined;
  }

  /** The caller's streams, by name. */
  list({ accountId, region }: Caller): Stream[] {
    return [...this.#streams.values()]
      .filter((stream) => stream.accountId === accountId && stream.region === region)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async create(request: NewStream, { accountId, region }: Caller): Promise<void> {
    const { name, shardCount, ...given } = request;
    if (this.#streams.has(keyOf({ name, accountId, region })))
      throw new AwsError(
        'ResourceInUseException',
        `Stream ${name} under account ${accountId} already exists.`,
      );
    const stream: Stream = {
      ...given,
      id: randomUUID(),
      accountId,
      region,
      name,
      status: 'CREATING',
      createdAtMs: this.#options.clock.now(),
      retentionHours: 24,
      trimmedBeforeMs: 0,
      shards: [],
      nextShardIndex: 0,
    };
    await this.begin(stream, 'CREATING', { kind: 'create', shardCount });
  }

  /** Starts a change of state, which completes by itself after the transition time. */
  async begin(stream: Stream, status: Stream['status'], plan: TransitionPlan): Promise<Stream> {
    const dueAtMs = paceOf(this.#options.clock).now() + this.#options.transitionMs;
    const changed: Stream = { ...stream, status, transition: { ...plan, dueAtMs } };
    this.#schedule(changed);
    await this.save(changed);
    return changed;
  }

  /** Starts UPDATING; with its end come the new settings, and `shardCount` open shards of equal width. */
  update(stream: Stream, settings: Partial<StreamSettings>, shardCount?: number): Promise<Stream> {
    const plan = { kind: 'update', settings, ...(shardCount !== undefined && { shardCount }) } as const;
    return this.begin(stream, 'UPDATING', plan);
  }

  /** Makes `stream` the current state of its name. Visible at once, on disk when the promise resolves. */
  async save(stream: Stream): Promise<void> {
    const key = keyOf(stream);
    this.#streams.set(key, stream);
    this.#tellFollowers(stream);
    await this.#options.storage.write([{ collection, key, value: stream }]);
  }

  /**
   * Calls `onChange` whenever the stream has another state, and when it is gone.
   *
   * @returns A function that ends it.
   */
  follow({ id }: Stream, onChange: () => void): () => void {
    const followers = this.#followers.get(id) ?? new Set();
    this.#followers.set(id, followers.add(onChange));
    return () => {
      followers.delete(onChange);
      if (followers.size === 0 && this.#followers.get(id) === followers) this.#followers.delete(id);
    };
  }

  /** Stops the clockwork; what is under way goes on at the next start. */
  close(): Promise<void> {
    this.#closing.abort();
    return this.#agenda.close();
  }

  #tellFollowers({ id }: Stream): void {
    for (const onChange of this.#followers.get(id) ?? []) onChange();
  }

  #schedule(stream: Stream): void {
    const { transition, id } = stream;
    if (!transition) return;
    const name = `the transition of stream ${streamArn(stream)}`;
    this.#agenda.add(paceOf(this.#options.clock), id, transition.dueAtMs, name, () => this.#complete(stream));
  }

  async #complete({ id, name, accountId, region }: Stream): Promise<void> {
    const stream = this.current({ id, name, accountId, region });
    if (!stream) return;
    const completed = completeTransition(stream, this.#options.clock.now());
    if (completed) return this.save(completed);
    // The records first: a process that dies in between still knows the stream, and deletes on at the next start.
    if (!(await this.#options.records.forget(stream, this.#closing.signal))) return;
    await this.#options.consumers.forget(stream);
    const key = keyOf(stream);
    this.#streams.delete(key);
    this.#tellFollowers(stream);
    await this.#options.storage.write([{ collection, key, delete: true }]);
  }

  #scheduleTrim(): void {
    const { clock } = this.#options;
    this.#agenda.add(clock, 'trim', clock.now() + trimEveryMs, 'deleting expired records', () => {
      this.#scheduleTrim();
      return this.#trim();
    });
  }

  async #trim(): Promise<void> {
    for (const stream of [...this.#streams.values()]) {
      if (!(await this.#options.records.trim(stream, this.#closing.signal))) return;
      await this.#dropExpiredShards(stream);
    }
  }

  async #dropExpiredShards({ id, ...key }: Stream): Promise<void> {
    const stream = this.current({ id, ...key });
    if (!stream) return;
    const shards = listedShards(stream, this.#options.clock.now());
    if (shards.length < stream.shards.length) await this.save({ ...stream, shards });
  }
}

type StreamKey = Pick<Stream, 'accountId' | 'region' | 'name'>;

const keyOf = ({ accountId, region, name }: StreamKey) => `${accountId}/${region}/${name}`;

/** An ARN says account and region itself. */
function resolve({ StreamName, StreamARN }: StreamReference, caller: Caller): StreamKey {
  if (StreamARN !== undefined) {
    const [, , , region = '', accountId = '', resource = ''] = StreamARN.split(':');
    const name = resource.slice('stream/'.length);
    if (StreamName === undefined || StreamName === name) return { accountId, region, name };
    throw new AwsError(
      'InvalidArgumentException',
      `StreamName ${StreamName} and StreamARN ${StreamARN} name two streams; send one of them, or both of one stream.`,
    );
  }
  if (StreamName !== undefined) return { ...caller, name: StreamName };
  throw new AwsError('InvalidArgumentException', 'Either StreamName or StreamARN should be provided.');
}
