import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import { requireOwn } from '../foreign-account.js';
import type { Kinesis } from '../kinesis.js';
import { requireChangingQueuesQuota, requireRegistrationQuota } from '../limits/quotas.js';
import { newQueue, toWireQueue } from '../model/queue.js';
import type { Stream } from '../model/stream.js';
import { addTags } from '../model/tags.js';
import { CreateQueue$, type CreateQueueInput, type CreateQueueOutput } from '../newer-api.js';
import {
  changedAttributes,
  defaultAttributes,
  onlyStream,
  requireQueueable,
  startQueue,
} from '../queue-request.js';
import { queueLabel } from '../resource.js';

type Input = Validated<CreateQueueInput, 'QueueName' | 'StreamConfigurationList'>;

export const createQueue: Operation<Kinesis, Input, CreateQueueOutput> = {
  name: 'CreateQueue',
  schema: CreateQueue$,
  async handle(kinesis, input, context) {
    const { queueCatalogue, streams, clock } = kinesis;
    const { StreamARN, StartingPosition } = onlyStream(input.StreamConfigurationList);
    requireOwn('CreateQueue', StreamARN, context);
    const stream = streams.get({ StreamARN }, context);
    requireQueueable(stream);
    const attributes = changedAttributes(defaultAttributes, input.QueueAttributes);
    const { QueueName: name } = input;
    const tags = addTags({}, input.Tags ?? {}, queueLabel({ name, accountId: stream.accountId }));
    requireFree(kinesis, stream, name);
    const { writes, ...start } = await startQueue(kinesis, stream, StartingPosition);
    // Once more: another call may have taken the name or the last place while this one waited.
    requireFree(kinesis, stream, name);
    const queue = newQueue(stream, { ...start, name, createdAtMs: clock.now(), attributes, tags });
    return { QueueDescription: toWireQueue(await queueCatalogue.begin(queue, 'CREATING', writes)) };
  },
};

function requireFree(
  { queueCatalogue, consumers, accounts, limits }: Kinesis,
  stream: Stream,
  name: string,
): void {
  const own = queueCatalogue.list(stream);
  if (own.some((queue) => queue.name === name))
    throw new AwsError(
      'ResourceInUseException',
      `Queue ${name} under account ${stream.accountId} already exists.`,
    );
  const registered = { consumers: consumers.list(stream), queues: queueCatalogue.ofStream(stream) };
  requireRegistrationQuota(stream, registered, accounts.isCommitted(stream), limits);
  requireChangingQueuesQuota(own, limits);
}
