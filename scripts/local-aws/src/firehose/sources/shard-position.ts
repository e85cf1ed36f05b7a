import type { GetShardIteratorInput } from '@aws-sdk/client-kinesis';

/** Rows: how far each shard is delivered. */
export const positionCollection = 'firehose-positions';

/** How far a delivery stream is done with a shard. */
export interface ShardPosition {
  /** Tells the stream from a later one of the same name, whose sequence numbers are others. */
  readonly streamCreatedAtMs: number;
  /** The last record delivered. */
  readonly sequenceNumber?: string;
  /** Where nothing is delivered yet: the moment from which on records count. Absent: all of the shard's. */
  readonly fromMs?: number;
}

/** The part of GetShardIterator's input that takes up reading at `position`. */
export function iteratorAt(
  position: ShardPosition,
): Pick<GetShardIteratorInput, 'ShardIteratorType' | 'StartingSequenceNumber' | 'Timestamp'> {
  if (position.sequenceNumber !== undefined) {
    return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: position.sequenceNumber };
  }
  if (position.fromMs !== undefined) {
    return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(position.fromMs) };
  }
  return { ShardIteratorType: 'TRIM_HORIZON' };
}
