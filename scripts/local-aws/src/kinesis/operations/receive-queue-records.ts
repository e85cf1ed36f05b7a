import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import {
  ReceiveQueueRecords$,
  type ReceiveQueueRecordsInput,
  type ReceiveQueueRecordsOutput,
} from '../newer-api.js';
import { receive } from '../queues/receive.js';

type Input = Validated<ReceiveQueueRecordsInput, 'QueueARN'>;

export const receiveQueueRecords: Operation<Kinesis, Input, ReceiveQueueRecordsOutput> = {
  name: 'ReceiveQueueRecords',
  schema: ReceiveQueueRecords$,
  handle: (kinesis, input, context) => receive(kinesis, 'records', input, context),
};
