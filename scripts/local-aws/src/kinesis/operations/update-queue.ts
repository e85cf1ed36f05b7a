import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { requireActiveQueue, toWireQueue } from '../model/queue.js';
import { UpdateQueue$, type UpdateQueueInput, type UpdateQueueOutput } from '../newer-api.js';
import { changedAttributes } from '../queue-request.js';

type Input = Validated<UpdateQueueInput, 'QueueARN' | 'QueueAttributes'>;

export const updateQueue: Operation<Kinesis, Input, UpdateQueueOutput> = {
  name: 'UpdateQueue',
  schema: UpdateQueue$,
  async handle({ queueCatalogue }, input, context) {
    const queue = queueCatalogue.get(input.QueueARN, context);
    requireActiveQueue(queue);
    const nextAttributes = changedAttributes(queue.attributes, input.QueueAttributes);
    const updating = await queueCatalogue.begin({ ...queue, nextAttributes }, 'UPDATING');
    return { QueueDescription: toWireQueue(updating) };
  },
};
