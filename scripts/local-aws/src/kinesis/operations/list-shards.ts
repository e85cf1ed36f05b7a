import {
  ListShards$,
  type ListShardsInput,
  type ListShardsOutput,
  type ShardFilter,
  type ShardFilterType,
} from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import type { Caller } from '../kinesis-api.js';
import { isOpen, type Shard, shardIndexOf, toWireShard } from '../model/shard.js';
import { listedShards, requireCreatedAt, type Stream, trimHorizon } from '../model/stream.js';
import { invalidNextToken, openNextToken } from '../next-token.js';

const maxResults = 1000;
const tokenKind = 'list-shards';

export const listShards: Operation<Kinesis, ListShardsInput, ListShardsOutput> = {
  name: 'ListShards',
  schema: ListShards$,
  handle(kinesis, input, context) {
    const { stream, startAfter, filter } = startOf(kinesis, input, context);
    const shards = listedShards(stream, kinesis.clock.now())
      .filter(({ index }) => index > startAfter)
      .filter(filterOf(stream, filter, kinesis.clock.now()));
    const page = shards.slice(0, Math.min(input.MaxResults ?? maxResults, maxResults));
    const last = page.at(-1);
    if (!last || page.length === shards.length) return { Shards: page.map(toWireShard) };
    const content = [
      stream.accountId,
      stream.region,
      stream.name,
      String(last.index),
      JSON.stringify(filter ?? null),
    ];
    return { Shards: page.map(toWireShard), NextToken: kinesis.tokens.seal(tokenKind, content) };
  },
};

interface Start {
  readonly stream: Stream;
  readonly startAfter: number;
  readonly filter: ShardFilter | undefined;
}

/** A listing starts with a stream and goes on with a token, which carries stream and filter. */
function startOf(kinesis: Kinesis, input: ListShardsInput, caller: Caller): Start {
  const { NextToken: token, ExclusiveStartShardId: after } = input;
  if (token === undefined) {
    const stream = kinesis.streams.get(input, caller);
    requireCreatedAt(stream, input.StreamCreationTimestamp);
    return {
      stream,
      startAfter: after === undefined ? -1 : (shardIndexOf(after) ?? -1),
      filter: input.ShardFilter,
    };
  }
  requireTokenAlone(input);
  const [accountId = '', region = '', name = '', index, filter = 'null'] = openNextToken(
    kinesis,
    tokenKind,
    token,
  );
  if (region !== caller.region) throw invalidNextToken();
  return {
    stream: kinesis.streams.get({ StreamName: name }, { accountId, region }),
    startAfter: Number(index),
    filter: parseFilter(filter),
  };
}

/** A token says by itself where to go on: what AWS's API reference rules out beside it is refused. */
function requireTokenAlone(input: ListShardsInput): void {
  const others = [
    ['StreamName', input.StreamName ?? input.StreamARN],
    ['ExclusiveStartShardId', input.ExclusiveStartShardId],
    ['StreamCreationTimestamp', input.StreamCreationTimestamp],
  ] as const;
  for (const [member, value] of others)
    if (value !== undefined)
      throw new AwsError('InvalidArgumentException', `NextToken and ${member} cannot be provided together.`);
}

function parseFilter(json: string): ShardFilter | undefined {
  const parsed: { Type?: ShardFilterType; ShardId?: string; Timestamp?: string } | null = JSON.parse(json);
  if (!parsed) return undefined;
  const { Timestamp, ...rest } = parsed;
  return { Type: undefined, ...rest, ...(Timestamp === undefined ? {} : { Timestamp: new Date(Timestamp) }) };
}

function filterOf(stream: Stream, filter: ShardFilter | undefined, nowMs: number): (shard: Shard) => boolean {
  // Before the stream's first shards there was nothing to be open.
  const horizonMs = Math.max(trimHorizon(stream, nowMs), stream.shards[0]?.createdAtMs ?? 0);
  const openAt = (timeMs: number) => (shard: Shard) =>
    shard.createdAtMs <= timeMs && openAfter(timeMs)(shard);
  const openAfter = (timeMs: number) => (shard: Shard) => isOpen(shard) || (shard.closedAtMs ?? 0) > timeMs;
  switch (filter?.Type) {
    case 'AFTER_SHARD_ID': {
      const after = shardIndexOf(needed(filter.ShardId, 'ShardId', filter.Type)) ?? -1;
      return ({ index }) => index > after;
    }
    case 'AT_LATEST':
      return isOpen;
    case 'AT_TRIM_HORIZON':
      return openAt(horizonMs);
    case 'AT_TIMESTAMP':
      return openAt(Math.max(horizonMs, needed(filter.Timestamp, 'Timestamp', filter.Type).getTime()));
    case 'FROM_TIMESTAMP':
      return openAfter(needed(filter.Timestamp, 'Timestamp', filter.Type).getTime());
    default:
      return () => true;
  }
}

function needed<Value>(value: Value | undefined, member: string, type: string): Value {
  if (value !== undefined) return value;
  throw new AwsError(
    'InvalidArgumentException',
    `${member} must be provided for a ShardFilter of type ${type}.`,
  );
}
