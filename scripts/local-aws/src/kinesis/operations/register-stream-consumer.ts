import {
  RegisterStreamConsumer$,
  type RegisterStreamConsumerInput,
  type RegisterStreamConsumerOutput,
} from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { requireConsumerQuotas } from '../limits/quotas.js';
import { newConsumer, toWireConsumer } from '../model/consumer.js';
import { requireReadable } from '../model/stream.js';
import { addTags } from '../model/tags.js';

type Input = Validated<RegisterStreamConsumerInput, 'StreamARN' | 'ConsumerName'>;

export const registerStreamConsumer: Operation<Kinesis, Input, RegisterStreamConsumerOutput> = {
  name: 'RegisterStreamConsumer',
  schema: RegisterStreamConsumer$,
  async handle({ streams, consumers, queueCatalogue, accounts, limits, clock }, input, context) {
    const stream = streams.get(input, context);
    requireReadable(stream);
    const name = input.ConsumerName;
    if (consumers.find(stream, name))
      throw new AwsError(
        'ResourceInUseException',
        `Consumer ${name} under stream ${stream.name} already exists for account ${stream.accountId}.`,
      );
    const tags = addTags({}, input.Tags ?? {}, `consumer ${name} under account ${stream.accountId}`);
    const registered = { consumers: consumers.list(stream), queues: queueCatalogue.ofStream(stream) };
    requireConsumerQuotas(stream, registered, accounts.isCommitted(stream), limits);
    const consumer = newConsumer(stream, { name, tags, createdAtMs: clock.now() });
    await consumers.begin(consumer, 'CREATING');
    return { Consumer: toWireConsumer(consumer) };
  },
};
