import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { toWireQueue } from '../model/queue.js';
import { DescribeQueue$, type DescribeQueueInput, type DescribeQueueOutput } from '../newer-api.js';

type Input = Validated<DescribeQueueInput, 'QueueARN'>;

export const describeQueue: Operation<Kinesis, Input, DescribeQueueOutput> = {
  name: 'DescribeQueue',
  schema: DescribeQueue$,
  handle: ({ queueCatalogue }, input, context) => ({
    QueueDescription: toWireQueue(queueCatalogue.get(input.QueueARN, context)),
  }),
};
