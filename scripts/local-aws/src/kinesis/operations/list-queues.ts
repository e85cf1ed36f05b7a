import type { Operation } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { type Queue, toWireSummary } from '../model/queue.js';
import {
  ListQueues$,
  type ListQueuesInput,
  type ListQueuesOutput,
  type QueueStreamFilter,
} from '../newer-api.js';
import { openNextToken } from '../next-token.js';

/** Queues in one answer where the request names no number; AWS does not say. */
const defaultResults = 100;
const tokenKind = 'list-queues';

export const listQueues: Operation<Kinesis, ListQueuesInput, ListQueuesOutput> = {
  name: 'ListQueues',
  schema: ListQueues$,
  handle(kinesis, input, context) {
    const { NextToken, StreamFilter, MaxResults = defaultResults } = input;
    const [start = ''] = NextToken === undefined ? [] : openNextToken(kinesis, tokenKind, NextToken);
    const queues = kinesis.queueCatalogue
      .list(context)
      .filter((queue) => queue.name > start && (!StreamFilter || StreamFilter.some(isStreamOf(queue))));
    const page = queues.slice(0, Math.trunc(MaxResults));
    const last = page.at(-1);
    const hasMore = last !== undefined && queues.length > page.length;
    return {
      QueueSummaries: page.map(toWireSummary),
      ...(hasMore && { NextToken: kinesis.tokens.seal(tokenKind, [last.name]) }),
    };
  },
};

/** Clients may know the time of a stream's creation in whole seconds only. */
const isStreamOf =
  ({ streamArn, stream }: Queue) =>
  ({ StreamARN, StreamCreationTimestamp: created }: QueueStreamFilter): boolean =>
    StreamARN === streamArn && (!created || inSeconds(created.getTime()) === inSeconds(stream.createdAtMs));

const inSeconds = (timeMs: number) => Math.floor(timeMs / 1000);
