import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import {
  ReceiveDeadLetterQueueRecords$,
  type ReceiveDeadLetterQueueRecordsInput,
  type ReceiveDeadLetterQueueRecordsOutput,
} from '../newer-api.js';
import { receive } from '../queues/receive.js';

type Input = Validated<ReceiveDeadLetterQueueRecordsInput, 'QueueARN'>;

export const receiveDeadLetterQueueRecords: Operation<Kinesis, Input, ReceiveDeadLetterQueueRecordsOutput> = {
  name: 'ReceiveDeadLetterQueueRecords',
  schema: ReceiveDeadLetterQueueRecords$,
  handle: (kinesis, input, context) => receive(kinesis, 'deadLetters', input, context),
};
