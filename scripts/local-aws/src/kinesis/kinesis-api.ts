import type {
  DescribeStreamSummaryInput,
  DescribeStreamSummaryOutput,
  GetRecordsInput,
  GetShardIteratorInput,
  GetShardIteratorOutput,
  ListShardsInput,
  ListShardsOutput,
} from '@aws-sdk/client-kinesis';
import type { RequestContext } from '../wire/operation.js';
import type { GetRecordsAnswer } from './operations/get-records.js';

/** A caller inside this process: it has an account and a region, and no request on the wire. */
export type Caller = Pick<RequestContext, 'accountId' | 'region'>;

/**
 * The Kinesis actions that other services of this process call, as Data Firehose calls them on AWS: the same
 * operations, validation and limits of a shard as over the wire, without the wire. What describes and lists is not
 * counted against the account's calls a second.
 */
export interface KinesisApi {
  describeStreamSummary(
    input: DescribeStreamSummaryInput,
    caller: Caller,
  ): Promise<DescribeStreamSummaryOutput>;
  listShards(input: ListShardsInput, caller: Caller): Promise<ListShardsOutput>;
  getShardIterator(input: GetShardIteratorInput, caller: Caller): Promise<GetShardIteratorOutput>;
  getRecords(input: GetRecordsInput, caller: Caller): Promise<GetRecordsAnswer>;
}
