import type { _Record } from '@aws-sdk/client-kinesis';

/** One record as a consumer sees it: the four fields of the lessons, and the shard that it came through. */
export interface ConsumedRecord {
  readonly shardId: string;
  /** Rises within a shard. */
  readonly sequenceNumber: string;
  /** When Kinesis took the record, to the millisecond and approximately. */
  readonly arrival: Date;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** The data as UTF-8. */
  readonly text: string;
  /** The data parsed as JSON. @throws SyntaxError where it is not. */
  json<T = unknown>(): T;
}

export function toConsumedRecord(shardId: string, record: _Record): ConsumedRecord {
  const data = record.Data ?? new Uint8Array();
  return {
    shardId,
    sequenceNumber: record.SequenceNumber ?? '',
    arrival: record.ApproximateArrivalTimestamp ?? new Date(0),
    partitionKey: record.PartitionKey ?? '',
    data,
    get text() {
      return Buffer.from(data).toString('utf8');
    },
    json: () => JSON.parse(Buffer.from(data).toString('utf8')),
  };
}
