import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { requireChangingQueuesQuota } from '../limits/quotas.js';
import { DeleteQueue$, type DeleteQueueInput } from '../newer-api.js';

type Input = Validated<DeleteQueueInput, 'QueueARN'>;

export const deleteQueue: Operation<Kinesis, Input, undefined> = {
  name: 'DeleteQueue',
  schema: DeleteQueue$,
  async handle({ queueCatalogue, limits }, input, context) {
    const queue = queueCatalogue.get(input.QueueARN, context);
    // AWS's model has no error for a queue that is being deleted already, nor for one in another state.
    if (queue.status === 'DELETING') return;
    if (queue.status !== 'CREATING') requireChangingQueuesQuota(queueCatalogue.list(queue), limits);
    await queueCatalogue.begin(queue, 'DELETING');
  },
};
