import {
  type ChildShard,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import type { ShardPosition } from './position';
import { type ConsumedRecord, toConsumedRecord } from './record';

/** What one GetRecords call brought. */
export interface ShardBatch {
  readonly shardId: string;
  readonly records: readonly ConsumedRecord[];
  /** Zero where nothing newer is in the shard. */
  readonly millisBehindLatest: number;
  /** The shard is closed and this was its last batch. */
  readonly ended: boolean;
  /** The shards that took over from an ended one, where the server says so. */
  readonly children: readonly ChildShard[];
}

/** Reads one shard, a call at a time, from a position on. */
export class ShardReader {
  #iterator: string | undefined;

  constructor(
    private readonly kinesis: KinesisClient,
    private readonly streamArn: string,
    readonly shardId: string,
  ) {}

  /**
   * The next batch. `position` is needed where there is no iterator yet, or no valid one: they expire five minutes
   * after they were handed out, which a cell that works slowly on its records will see.
   */
  async read(position: ShardPosition, signal: AbortSignal): Promise<ShardBatch> {
    try {
      this.#iterator ??= await this.#iteratorAt(position, signal);
      return this.#take(await this.#getRecords(signal));
    } catch (error) {
      switch ((error as Error).name) {
        case 'ExpiredIteratorException':
          this.#iterator = undefined;
          return this.read(position, signal);
        // The five calls a second are shared with other applications: it is their turn.
        case 'ProvisionedThroughputExceededException':
          return { shardId: this.shardId, records: [], millisBehindLatest: 1, ended: false, children: [] };
        default:
          throw error;
      }
    }
  }

  async #getRecords(abortSignal: AbortSignal): Promise<GetRecordsCommandOutput> {
    return this.kinesis.send(
      new GetRecordsCommand({ StreamARN: this.streamArn, ShardIterator: this.#iterator }),
      { abortSignal },
    );
  }

  #take(answer: GetRecordsCommandOutput): ShardBatch {
    this.#iterator = answer.NextShardIterator;
    return {
      shardId: this.shardId,
      records: (answer.Records ?? []).map((record) => toConsumedRecord(this.shardId, record)),
      millisBehindLatest: answer.MillisBehindLatest ?? 0,
      // AWS says null, which the SDK leaves out.
      ended: !answer.NextShardIterator,
      children: answer.ChildShards ?? [],
    };
  }

  async #iteratorAt(position: ShardPosition, abortSignal: AbortSignal): Promise<string | undefined> {
    const answer = await this.kinesis.send(
      new GetShardIteratorCommand({
        StreamARN: this.streamArn,
        ShardId: this.shardId,
        ...iteratorType(position),
      }),
      { abortSignal },
    );
    return answer.ShardIterator;
  }
}

function iteratorType(
  position: ShardPosition,
): Pick<GetShardIteratorCommandInput, 'ShardIteratorType' | 'StartingSequenceNumber' | 'Timestamp'> {
  switch (position.at) {
    case 'AFTER':
      return {
        ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
        StartingSequenceNumber: position.sequenceNumber,
      };
    case 'TIMESTAMP':
      return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(position.timestamp) };
    case 'LATEST':
      return { ShardIteratorType: 'LATEST' };
    default:
      return { ShardIteratorType: 'TRIM_HORIZON' };
  }
}
