import {
  ListStreamConsumers$,
  type ListStreamConsumersInput,
  type ListStreamConsumersOutput,
} from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { toWireConsumer } from '../model/consumer.js';
import { requireCreatedAt, type Stream } from '../model/stream.js';
import { openNextToken } from '../next-token.js';

/** Consumers in one answer, whatever the request asks for. */
const maxResults = 100;
const tokenKind = 'list-stream-consumers';

type Input = Validated<ListStreamConsumersInput, 'StreamARN'>;

export const listStreamConsumers: Operation<Kinesis, Input, ListStreamConsumersOutput> = {
  name: 'ListStreamConsumers',
  schema: ListStreamConsumers$,
  handle(kinesis, input, context) {
    const stream = kinesis.streams.get(input, context);
    requireCreatedAt(stream, input.StreamCreationTimestamp);
    const start = startOf(kinesis, stream, input);
    const consumers = kinesis.consumers.list(stream).filter(({ name }) => name > start);
    const page = consumers.slice(0, Math.min(input.MaxResults ?? maxResults, maxResults));
    const last = page.at(-1);
    const hasMore = last !== undefined && consumers.length > page.length;
    return {
      Consumers: page.map(toWireConsumer),
      ...(hasMore && { NextToken: kinesis.tokens.seal(tokenKind, [stream.id, last.name]) }),
    };
  },
};

/** The name after which the page starts. */
function startOf(kinesis: Kinesis, stream: Stream, { NextToken, StreamCreationTimestamp }: Input): string {
  if (NextToken === undefined) return '';
  if (StreamCreationTimestamp !== undefined)
    throw new AwsError(
      'InvalidArgumentException',
      'NextToken and StreamCreationTimestamp cannot be provided together.',
    );
  const [streamId, name = ''] = openNextToken(kinesis, tokenKind, NextToken);
  if (streamId === stream.id) return name;
  throw new AwsError('InvalidArgumentException', 'NextToken came from a listing of another stream.');
}
