import {
  ListDeliveryStreams$,
  type ListDeliveryStreamsInput,
  type ListDeliveryStreamsOutput,
} from '@aws-sdk/client-firehose';
import type { Operation } from '../../wire/operation.js';
import type { Firehose } from '../firehose.js';

const defaultLimit = 10;

/** Names of delivery streams, in alphabetical order. */
export const listDeliveryStreams: Operation<Firehose, ListDeliveryStreamsInput, ListDeliveryStreamsOutput> = {
  name: 'ListDeliveryStreams',
  schema: ListDeliveryStreams$,
  handle(
    firehose,
    { Limit, DeliveryStreamType: type, ExclusiveStartDeliveryStreamName: after = '' },
    context,
  ) {
    const names = firehose.catalogue
      .list(context)
      .filter((stream) => stream.name > after && (type === undefined || stream.type === type))
      .map((stream) => stream.name);
    const limit = Limit ?? defaultLimit;
    return { DeliveryStreamNames: names.slice(0, limit), HasMoreDeliveryStreams: names.length > limit };
  },
};
