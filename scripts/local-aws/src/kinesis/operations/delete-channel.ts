import { DeleteChannel$, type DeleteChannelInput } from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';

/** Delivery ends at once: what is not delivered yet never will be. */
export const deleteChannel: Operation<Kinesis, Validated<DeleteChannelInput, 'ChannelARN'>, undefined> = {
  name: 'DeleteChannel',
  schema: DeleteChannel$,
  async handle({ channels }, { ChannelARN }, context) {
    const channel = channels.get(ChannelARN, context);
    // AWS's model has no error for a channel that is being deleted already, nor for one in CREATING.
    if (channel.status !== 'DELETING') await channels.begin(channel, 'DELETING');
  },
};
