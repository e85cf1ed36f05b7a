import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import {
  AcknowledgeDeadLetterQueueRecords$,
  type AcknowledgeDeadLetterQueueRecordsInput,
  type AcknowledgeDeadLetterQueueRecordsOutput,
} from '../newer-api.js';
import { changeEach } from '../queues/batch.js';

type Input = Validated<AcknowledgeDeadLetterQueueRecordsInput, 'QueueARN' | 'Entries'>;

export const acknowledgeDeadLetterQueueRecords: Operation<
  Kinesis,
  Input,
  AcknowledgeDeadLetterQueueRecordsOutput
> = {
  name: 'AcknowledgeDeadLetterQueueRecords',
  schema: AcknowledgeDeadLetterQueueRecords$,
  handle: (kinesis, input, context) =>
    changeEach(kinesis, input, context, (delivery, handle) => delivery.acknowledge('deadLetters', handle)),
};
