import {
  DescribeStreamConsumer$,
  type DescribeStreamConsumerInput,
  type DescribeStreamConsumerOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation } from '../../wire/operation.js';
import { findConsumer } from '../consumer-reference.js';
import type { Kinesis } from '../kinesis.js';
import { toWireConsumer } from '../model/consumer.js';

export const describeStreamConsumer: Operation<
  Kinesis,
  DescribeStreamConsumerInput,
  DescribeStreamConsumerOutput
> = {
  name: 'DescribeStreamConsumer',
  schema: DescribeStreamConsumer$,
  handle(kinesis, input, context) {
    const { consumer } = findConsumer(kinesis, input, context);
    return { ConsumerDescription: { ...toWireConsumer(consumer), StreamARN: consumer.streamArn } };
  },
};
