import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import {
  RestoreDeadLetterQueueRecords$,
  type RestoreDeadLetterQueueRecordsInput,
  type RestoreDeadLetterQueueRecordsOutput,
} from '../newer-api.js';
import { changeEach } from '../queues/batch.js';

type Input = Validated<RestoreDeadLetterQueueRecordsInput, 'QueueARN' | 'Entries'>;

export const restoreDeadLetterQueueRecords: Operation<Kinesis, Input, RestoreDeadLetterQueueRecordsOutput> = {
  name: 'RestoreDeadLetterQueueRecords',
  schema: RestoreDeadLetterQueueRecords$,
  handle: (kinesis, input, context) =>
    changeEach(kinesis, input, context, (delivery, handle) => delivery.restore(handle)),
};
