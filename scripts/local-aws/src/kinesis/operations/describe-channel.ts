import {
  DescribeChannel$,
  type DescribeChannelInput,
  type DescribeChannelOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { toWireChannel } from '../model/channel.js';

type Input = Validated<DescribeChannelInput, 'ChannelARN'>;

export const describeChannel: Operation<Kinesis, Input, DescribeChannelOutput> = {
  name: 'DescribeChannel',
  schema: DescribeChannel$,
  handle: ({ channels }, { ChannelARN }, context) => ({
    ChannelDescription: toWireChannel(channels.get(ChannelARN, context)),
  }),
};
