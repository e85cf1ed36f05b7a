import { CreateChannel$, type CreateChannelOutput } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation } from '../../wire/operation.js';
import { channelOf, type NewChannelInput } from '../channel-request.js';
import type { Kinesis } from '../kinesis.js';
import { requireChannelQuota } from '../limits/quotas.js';
import { toWireChannel } from '../model/channel.js';

/** Delivery from an on-demand stream to S3, without Firehose. S3 Tables are refused: there is no Iceberg here. */
export const createChannel: Operation<Kinesis, NewChannelInput, CreateChannelOutput> = {
  name: 'CreateChannel',
  schema: CreateChannel$,
  async handle(kinesis, input, context) {
    const { channels, limits } = kinesis;
    const channel = channelOf(kinesis, input, context);
    const { name, accountId, source } = channel;
    const all = channels.list(context);
    if (all.some((other) => other.name === name))
      throw new AwsError(
        'ResourceInUseException',
        `Channel ${name} under account ${accountId} already exists.`,
      );
    requireChannelQuota(
      all.filter((other) => other.source.streamId === source.streamId),
      channel,
      limits,
    );
    return { ChannelDescription: toWireChannel(await channels.begin(channel, 'CREATING')) };
  },
};
