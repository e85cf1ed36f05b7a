import {
  GetRecords$,
  type GetRecordsInput,
  type GetRecordsOutput,
  type _Record as WireRecord,
} from '@aws-sdk/client-kinesis';
import { paceOf } from '../../clock.js';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import { lastNumberIn, type ReadLimits } from '../block-reader.js';
import { endDryRun } from '../dry-run.js';
import type { Kinesis } from '../kinesis.js';
import { justAfter } from '../model/sequence-number.js';
import { isOpen, shardIdOf } from '../model/shard.js';
import { requireListedShard, requireUsable, streamNotFound, wireChildren } from '../model/stream.js';
import { invalidIterator, openIterator, sealIterator } from '../shard-iterator.js';
import { millisBehindLatest, WireRecords } from '../wire-record.js';

/** The SDK's type, but for its records: they are made where somebody goes through them. */
export type GetRecordsAnswer = Omit<GetRecordsOutput, 'Records'> & { readonly Records: Iterable<WireRecord> };

/** What one answer holds at most. */
const limits: ReadLimits = { maxRecords: 10_000, maxBytes: 10 * 1024 * 1024 };

export const getRecords: Operation<Kinesis, Validated<GetRecordsInput, 'ShardIterator'>, GetRecordsAnswer> = {
  name: 'GetRecords',
  schema: GetRecords$,
  async handle(kinesis, input, context) {
    const { tokens, clock, streams, records, throughput } = kinesis;
    const { shardIndex, position, ...from } = openIterator(tokens, paceOf(clock), input.ShardIterator);
    if (from.stream.region !== context.region) throw invalidIterator();
    const stream = streams.current(from.stream);
    if (!stream) throw streamNotFound(from.stream.name, from.stream.accountId);
    if (input.StreamARN !== undefined && streams.get(input, context) !== stream) throw ofAnotherStream();
    requireUsable(stream);
    const shard = requireListedShard(stream, shardIdOf(shardIndex), clock.now());
    endDryRun(input);
    throughput.takeReadCall(stream, shard);
    const maxRecords = Math.trunc(input.Limit ?? limits.maxRecords);
    const read = await records.readParts(stream, shard, position, { ...limits, maxRecords });
    throughput.takeReadBytes(stream, shard, read.bytes);
    const last = read.parts.at(-1);
    const next = last ? justAfter(lastNumberIn(last)) : position;
    // As seen on AWS (kinesalite's getRecords.js; github.com/mapbox/kine, pull request 44): the answer that ends a
    // closed shard is empty, and Telegraf leaves out the records of one that is not. Until then there is more to ask for.
    const atTip = read.atTip && (!last || isOpen(shard));
    return {
      Records: new WireRecords(read),
      MillisBehindLatest: millisBehindLatest(last?.block.arrivalMs, { atTip }, clock.now()),
      ...(atTip && !isOpen(shard)
        ? { ChildShards: wireChildren(stream, shard) }
        : { NextShardIterator: sealIterator(tokens, { stream, shardIndex, position: next }) }),
    };
  },
};

/** AWS documents no text for it. */
const ofAnotherStream = () =>
  new AwsError(
    'InvalidArgumentException',
    'ShardIterator and StreamARN are of two streams; send the ARN of the stream that the iterator is of, or none.',
  );
