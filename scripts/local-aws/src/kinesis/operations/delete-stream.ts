import { DeleteStream$, type DeleteStreamInput } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { requireNoChannels } from '../model/channel.js';
import { requireActive } from '../model/stream.js';

export const deleteStream: Operation<Kinesis, DeleteStreamInput, undefined> = {
  name: 'DeleteStream',
  schema: DeleteStream$,
  async handle({ streams, consumers, channels, queueCatalogue }, input, context) {
    const stream = streams.get(input, context);
    // A stream may be deleted while it is being made or changed, but only once.
    if (stream.status === 'DELETING') requireActive(stream);
    requireNoChannels(stream, channels.of(stream));
    const queues = queueCatalogue.ofStream(stream);
    if (queues.length > 0)
      throw new AwsError(
        'ResourceInUseException',
        `Stream ${stream.name} under account ${stream.accountId} has ${queues.length} queues. Delete them first, with DeleteQueue.`,
      );
    const own = consumers.list(stream);
    if (own.length > 0 && !input.EnforceConsumerDeletion)
      throw new AwsError(
        'ResourceInUseException',
        `Stream ${stream.name} under account ${stream.accountId} has ${own.length} registered consumers. Deregister them first, or set EnforceConsumerDeletion.`,
      );
    await Promise.all([
      streams.begin(stream, 'DELETING', { kind: 'delete' }),
      ...own.map((consumer) => consumers.begin(consumer, 'DELETING')),
    ]);
  },
};
