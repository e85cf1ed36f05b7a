import {
  ListChannels$,
  type ListChannelsInput,
  type ListChannelsOutput,
  type StreamFilter,
} from '@aws-sdk/client-kinesis';
import type { Operation } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { type ChannelSource, toWireSummary } from '../model/channel.js';
import { openNextToken } from '../next-token.js';

/** Channels in one answer, whatever the request asks for. */
const maxResults = 100;
const tokenKind = 'list-channels';

/** A filter that no channel passes gives an empty list: the action's page has no error for a stream that is not there. */
export const listChannels: Operation<Kinesis, ListChannelsInput, ListChannelsOutput> = {
  name: 'ListChannels',
  schema: ListChannels$,
  handle(kinesis, { StreamFilter, MaxResults, NextToken }, context) {
    const [start = ''] = NextToken === undefined ? [] : openNextToken(kinesis, tokenKind, NextToken);
    const channels = kinesis.channels
      .list(context)
      .filter(({ name, source }) => name > start && passes(source, StreamFilter));
    const page = channels.slice(0, Math.min(MaxResults ?? maxResults, maxResults));
    const last = page.at(-1);
    const hasMore = last !== undefined && channels.length > page.length;
    return {
      ChannelSummaries: page.map(toWireSummary),
      ...(hasMore && { NextToken: kinesis.tokens.seal(tokenKind, [last.name]) }),
    };
  },
};

function passes(source: ChannelSource, filters: readonly StreamFilter[] | undefined): boolean {
  return filters?.some((filter) => matches(source, filter)) ?? true;
}

/** Clients may know the time in whole seconds only. */
function matches(
  { streamArn, streamCreatedAtMs }: ChannelSource,
  { StreamARN, StreamCreationTimestamp }: StreamFilter,
): boolean {
  if (StreamARN !== streamArn) return false;
  if (StreamCreationTimestamp === undefined) return true;
  return Math.floor(StreamCreationTimestamp.getTime() / 1000) === Math.floor(streamCreatedAtMs / 1000);
}
