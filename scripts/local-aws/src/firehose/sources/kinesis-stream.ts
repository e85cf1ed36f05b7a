import type { _Record as KinesisRecord, Shard } from '@aws-sdk/client-kinesis';
import { type Clock, paceOf } from '../../clock.js';
import { descendantsOf, type Lineage, readyShards, type ShardState } from '../../delivery/lineage.js';
import { AwsError } from '../../errors.js';
import type { KinesisApi } from '../../kinesis/kinesis-api.js';
import type { Logger } from '../../logger.js';
import type { Storage, Write } from '../../storage/storage.js';
import type { DeliveryStream } from '../model/delivery-stream.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import type { SourceRecord } from '../pipeline/source-record.js';
import { deaggregate } from './deaggregate.js';
import { iteratorAt, positionCollection, type ShardPosition } from './shard-position.js';
import type { Source } from './source.js';

/** Firehose calls GetRecords once a second for each shard; the calls count against the shard's limit as any other. */
const readIntervalMs = 1000;

/** What a Kinesis source needs. */
export interface KinesisStreamOptions {
  readonly stream: DeliveryStream;
  /** The stream it reads. */
  readonly streamArn: string;
  readonly pipeline: Pipeline;
  readonly kinesis: KinesisApi;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface TrackedShard {
  state: ShardState;
  /** How far the shard is read; storage knows how far it is delivered. */
  position: ShardPosition;
  iterator?: string | undefined;
}

/**
 * Reads a Kinesis stream for a delivery stream: from LATEST on, over splits and merges, parents before
 * children. A position is stored only once its records are delivered, so a restart repeats some and loses none.
 */
export class KinesisStream implements Source {
  readonly #options: KinesisStreamOptions;
  readonly #shards = new Map<string, TrackedShard>();
  #mustLook = true;
  #hasEnded = false;
  #lastFailure = '';
  #cancelTimer: () => void = () => {};
  #reading: Promise<void> = Promise.resolve();

  constructor(options: KinesisStreamOptions) {
    this.#options = options;
  }

  /**
   * Takes an iterator at LATEST in each open shard: what is put from now on is delivered.
   *
   * @returns The rows that make it last; to be written together with the delivery stream's new status.
   * @throws AwsError as Kinesis answers, e.g. `ResourceInUseException` while the stream is being created.
   */
  async begin(): Promise<Write[]> {
    const streamCreatedAtMs = await this.#creationTime();
    const position = { streamCreatedAtMs, fromMs: this.#options.clock.now() };
    for (const shard of await this.#listShards()) {
      const id = shard.ShardId ?? '';
      if (shard.SequenceNumberRange?.EndingSequenceNumber !== undefined) continue;
      const { ShardIterator } = await this.#options.kinesis.getShardIterator(
        { StreamARN: this.#options.streamArn, ShardId: id, ShardIteratorType: 'LATEST' },
        this.#options.stream,
      );
      this.#shards.set(id, { state: 'reading', position, iterator: ShardIterator });
    }
    return this.#rows([...this.#shards.keys()]);
  }

  async restore(): Promise<void> {
    const { storage, stream } = this.#options;
    const rows = storage.entries<ShardPosition>(positionCollection, {
      gte: `${stream.id}/`,
      lt: `${stream.id}0`,
    });
    for await (const [key, position] of rows) {
      this.#shards.set(key.slice(stream.id.length + 1), { state: 'waiting', position });
    }
  }

  run(): void {
    this.#reading = this.#readAll().then(() => {
      if (!this.#hasEnded)
        this.#cancelTimer = paceOf(this.#options.clock).after(readIntervalMs, () => this.run());
    });
  }

  async stop(): Promise<void> {
    this.#hasEnded = true;
    this.#cancelTimer();
    await this.#reading;
  }

  async #readAll(): Promise<void> {
    if (this.#options.pipeline.isFull) return;
    if (this.#mustLook) await this.#attempt(() => this.#lookAtShards());
    const reading = [...this.#shards].filter(([, shard]) => shard.state === 'reading');
    await Promise.all(reading.map(([id, shard]) => this.#attempt(() => this.#read(id, shard))));
  }

  /** A failure is tried again at the next tick, with a fresh look: the stream may be gone, or be another one. */
  async #attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#mustLook = true;
      const failure = error instanceof Error ? error.message : String(error);
      const { logger, stream } = this.#options;
      if (failure !== this.#lastFailure)
        logger.error(`firehose ${stream.name}: cannot read its source: ${failure}`);
      this.#lastFailure = failure;
    }
  }

  async #read(id: string, shard: TrackedShard): Promise<void> {
    const { kinesis, stream, streamArn, pipeline } = this.#options;
    if (shard.iterator === undefined) {
      const where = { StreamARN: streamArn, ShardId: id, ...iteratorAt(shard.position) };
      shard.iterator = (await kinesis.getShardIterator(where, stream)).ShardIterator;
    }
    const iterator = shard.iterator;
    shard.iterator = undefined;
    const answer = await kinesis
      .getRecords({ ShardIterator: iterator, StreamARN: streamArn }, stream)
      .catch((error: unknown) => {
        // Others have used up the shard's calls or bytes: the same iterator again, a second later.
        if (!isThrottle(error)) throw error;
        shard.iterator = iterator;
      });
    if (this.#hasEnded || !answer) return;
    const records = [...answer.Records];
    pipeline.accept(records.flatMap((record) => this.#toSourceRecords(id, shard, record)));
    const sequenceNumber = records.at(-1)?.SequenceNumber;
    if (sequenceNumber !== undefined) shard.position = { ...shard.position, sequenceNumber };
    shard.iterator = answer.NextShardIterator;
    if (shard.iterator === undefined) {
      shard.state = 'done';
      this.#mustLook = true;
    }
  }

  /**
   * What the KPL has aggregated comes apart here, as on AWS for this source alone
   * (docs.aws.amazon.com/streams/latest/dev/kpl-with-firehose.html). The record is done with the last of its parts.
   */
  #toSourceRecords(shardId: string, shard: TrackedShard, record: KinesisRecord): SourceRecord[] {
    const { streamCreatedAtMs } = shard.position;
    const arrivedAtMs = (record.ApproximateArrivalTimestamp ?? new Date(this.#options.clock.now())).getTime();
    const checkpoint = {
      collection: positionCollection,
      key: `${this.#options.stream.id}/${shardId}`,
      value: { streamCreatedAtMs, sequenceNumber: record.SequenceNumber },
    };
    const parts = deaggregate(record.Data ?? new Uint8Array());
    return parts.map((data, index) => ({
      data,
      arrivedAtMs,
      checkpoint: index === parts.length - 1 ? checkpoint : undefined,
    }));
  }

  /** Brings the tracked shards in line with those that there are. */
  async #lookAtShards(): Promise<void> {
    const streamCreatedAtMs = await this.#creationTime();
    const shards = await this.#listShards();
    const isRecreated = [...this.#shards.values()].some(
      (shard) => shard.position.streamCreatedAtMs !== streamCreatedAtMs,
    );
    if (isRecreated) await this.#startAnew(shards, streamCreatedAtMs);
    const ids = new Set(shards.map((shard) => shard.ShardId));
    const lineage = shards.map(lineageOf);
    for (const [id, shard] of this.#shards) if (!ids.has(id)) shard.state = 'done';
    for (const id of descendantsOf(new Set(this.#shards.keys()), lineage)) {
      this.#shards.set(id, { state: 'waiting', position: { streamCreatedAtMs } });
    }
    const states = new Map([...this.#shards].map(([id, shard]) => [id, shard.state]));
    for (const id of readyShards(states, lineage)) {
      const shard = this.#shards.get(id);
      if (shard) shard.state = 'reading';
    }
    this.#mustLook = false;
    this.#lastFailure = '';
  }

  /**
   * The stream was deleted and made again under its name: every record of the new one counts, whereas rows
   * of shards that have been read since stay.
   */
  async #startAnew(shards: readonly Shard[], streamCreatedAtMs: number): Promise<void> {
    for (const [id, shard] of this.#shards) {
      if (shard.position.streamCreatedAtMs !== streamCreatedAtMs) this.#shards.delete(id);
    }
    const added = shards.map((shard) => shard.ShardId ?? '').filter((id) => !this.#shards.has(id));
    for (const id of added) this.#shards.set(id, { state: 'waiting', position: { streamCreatedAtMs } });
    await this.#options.storage.write(this.#rows(added));
  }

  async #creationTime(): Promise<number> {
    const { kinesis, streamArn, stream } = this.#options;
    const { StreamDescriptionSummary: summary } = await kinesis.describeStreamSummary(
      { StreamARN: streamArn },
      stream,
    );
    return summary?.StreamCreationTimestamp?.getTime() ?? 0;
  }

  async #listShards(): Promise<Shard[]> {
    const { kinesis, streamArn, stream } = this.#options;
    const shards: Shard[] = [];
    let next: { NextToken?: string; StreamARN?: string } | undefined = { StreamARN: streamArn };
    while (next) {
      const page: { Shards?: Shard[]; NextToken?: string } = await kinesis.listShards(next, stream);
      shards.push(...(page.Shards ?? []));
      next = page.NextToken ? { NextToken: page.NextToken } : undefined;
    }
    return shards;
  }

  #rows(ids: readonly string[]): Write[] {
    return ids.map((id) => ({
      collection: positionCollection,
      key: `${this.#options.stream.id}/${id}`,
      value: this.#shards.get(id)?.position,
    }));
  }
}

const lineageOf = ({ ShardId = '', ParentShardId, AdjacentParentShardId }: Shard): Lineage => ({
  id: ShardId,
  parents: [ParentShardId, AdjacentParentShardId].filter((id) => id !== undefined),
});

const isThrottle = (error: unknown) =>
  error instanceof AwsError && error.code === 'ProvisionedThroughputExceededException';
