import { DeregisterStreamConsumer$, type DeregisterStreamConsumerInput } from '@aws-sdk/client-kinesis';
import type { Operation } from '../../wire/operation.js';
import { findConsumer } from '../consumer-reference.js';
import type { Kinesis } from '../kinesis.js';
import { consumerArn, consumerNotFound } from '../model/consumer.js';

export const deregisterStreamConsumer: Operation<Kinesis, DeregisterStreamConsumerInput, undefined> = {
  name: 'DeregisterStreamConsumer',
  schema: DeregisterStreamConsumer$,
  async handle(kinesis, input, context) {
    const { consumer } = findConsumer(kinesis, input, context);
    // AWS's model has no error for a consumer that is being deregistered already, nor for one in CREATING.
    if (consumer.status === 'DELETING') return;
    kinesis.subscriptions.endOf(consumer, consumerNotFound(consumerArn(consumer), consumer.accountId));
    await kinesis.consumers.begin(consumer, 'DELETING');
  },
};
