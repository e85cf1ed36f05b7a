import { UpdateChannel$, type UpdateChannelInput, type UpdateChannelOutput } from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import { invalid, loggingOf, requireFreshness } from '../channel-request.js';
import type { Kinesis } from '../kinesis.js';
import { requireActiveChannel, toWireChannel } from '../model/channel.js';

type Input = Validated<UpdateChannelInput, 'ChannelARN'>;

/** Delivery goes on meanwhile, and by the new freshness once the channel is ACTIVE again. */
export const updateChannel: Operation<Kinesis, Input, UpdateChannelOutput> = {
  name: 'UpdateChannel',
  schema: UpdateChannel$,
  async handle({ channels, limits }, input, context) {
    const channel = channels.get(input.ChannelARN, context);
    const { S3DestinationConfiguration: s3, S3TablesDestinationConfiguration, LoggingConfiguration } = input;
    if (S3TablesDestinationConfiguration)
      throw invalid('S3TablesDestinationConfiguration does not fit a channel that delivers to an S3 bucket');
    if (!s3 && !LoggingConfiguration)
      throw invalid('S3DestinationConfiguration or LoggingConfiguration must be given, or both');
    const freshness = s3?.DataFreshnessInSeconds;
    const destination = {
      ...channel.destination,
      ...(freshness !== undefined && { DataFreshnessInSeconds: requireFreshness(freshness, limits) }),
    };
    requireActiveChannel(channel);
    const logging = LoggingConfiguration ? loggingOf(LoggingConfiguration, channel) : channel.logging;
    const updating = await channels.begin({ ...channel, destination, logging }, 'UPDATING');
    return { ChannelDescription: toWireChannel(updating) };
  },
};
