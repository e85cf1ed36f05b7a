import { ListStreams$, type ListStreamsInput, type ListStreamsOutput } from '@aws-sdk/client-kinesis';
import type { Operation } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { streamArn } from '../model/stream.js';
import { openNextToken } from '../next-token.js';

const defaultLimit = 100;
const tokenKind = 'list-streams';

export const listStreams: Operation<Kinesis, ListStreamsInput, ListStreamsOutput> = {
  name: 'ListStreams',
  schema: ListStreams$,
  handle(kinesis, input, context) {
    const [tokenStart] =
      input.NextToken === undefined ? [] : openNextToken(kinesis, tokenKind, input.NextToken);
    const start = tokenStart ?? input.ExclusiveStartStreamName ?? '';
    const streams = kinesis.streams.list(context).filter(({ name }) => name > start);
    const page = streams.slice(0, input.Limit ?? defaultLimit);
    const last = page.at(-1);
    const hasMore = streams.length > page.length;
    return {
      StreamNames: page.map(({ name }) => name),
      HasMoreStreams: hasMore,
      ...(hasMore && last ? { NextToken: kinesis.tokens.seal(tokenKind, [last.name]) } : {}),
      StreamSummaries: page.map((stream) => ({
        StreamName: stream.name,
        StreamARN: streamArn(stream),
        StreamStatus: stream.status,
        StreamModeDetails: { StreamMode: stream.mode },
        StreamCreationTimestamp: new Date(stream.createdAtMs),
      })),
    };
  },
};
