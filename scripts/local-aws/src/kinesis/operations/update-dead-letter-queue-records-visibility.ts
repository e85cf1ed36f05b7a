import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import {
  UpdateDeadLetterQueueRecordsVisibility$,
  type UpdateDeadLetterQueueRecordsVisibilityInput,
  type UpdateDeadLetterQueueRecordsVisibilityOutput,
} from '../newer-api.js';
import { changeEach } from '../queues/batch.js';

type Input = Validated<UpdateDeadLetterQueueRecordsVisibilityInput, 'QueueARN' | 'Entries'>;

export const updateDeadLetterQueueRecordsVisibility: Operation<
  Kinesis,
  Input,
  UpdateDeadLetterQueueRecordsVisibilityOutput
> = {
  name: 'UpdateDeadLetterQueueRecordsVisibility',
  schema: UpdateDeadLetterQueueRecordsVisibility$,
  handle: (kinesis, input, context) =>
    changeEach(kinesis, input, context, (delivery, handle, { VisibilityTimeoutSeconds = 0 }) =>
      delivery.hide('deadLetters', handle, VisibilityTimeoutSeconds),
    ),
};
