import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import {
  AcknowledgeQueueRecords$,
  type AcknowledgeQueueRecordsInput,
  type AcknowledgeQueueRecordsOutput,
} from '../newer-api.js';
import { changeEach } from '../queues/batch.js';

type Input = Validated<AcknowledgeQueueRecordsInput, 'QueueARN' | 'Entries'>;

export const acknowledgeQueueRecords: Operation<Kinesis, Input, AcknowledgeQueueRecordsOutput> = {
  name: 'AcknowledgeQueueRecords',
  schema: AcknowledgeQueueRecords$,
  handle: (kinesis, input, context) =>
    changeEach(kinesis, input, context, (delivery, handle) => delivery.acknowledge('records', handle)),
};
