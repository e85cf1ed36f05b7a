import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import {
  UpdateQueueRecordsVisibility$,
  type UpdateQueueRecordsVisibilityInput,
  type UpdateQueueRecordsVisibilityOutput,
} from '../newer-api.js';
import { changeEach } from '../queues/batch.js';

type Input = Validated<UpdateQueueRecordsVisibilityInput, 'QueueARN' | 'Entries'>;

export const updateQueueRecordsVisibility: Operation<Kinesis, Input, UpdateQueueRecordsVisibilityOutput> = {
  name: 'UpdateQueueRecordsVisibility',
  schema: UpdateQueueRecordsVisibility$,
  handle: (kinesis, input, context) =>
    changeEach(kinesis, input, context, (delivery, handle, { VisibilityTimeoutSeconds = 0 }) =>
      delivery.hide('records', handle, VisibilityTimeoutSeconds),
    ),
};
