import { TagDeliveryStream$, type TagDeliveryStreamInput } from '@aws-sdk/client-firehose';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Firehose } from '../firehose.js';
import { deliveryStreamName } from './delivery-stream-name.js';
import { tags, toTagMap } from './tags.js';

/** Adds tags to a delivery stream, or gives its tags new values. */
export const tagDeliveryStream: Operation<
  Firehose,
  Validated<TagDeliveryStreamInput, 'DeliveryStreamName' | 'Tags'>,
  object
> = {
  name: 'TagDeliveryStream',
  schema: TagDeliveryStream$,
  constraints: { DeliveryStreamName: deliveryStreamName, Tags: { ...tags, required: true } },
  async handle(firehose, { DeliveryStreamName: name, Tags }, context) {
    const stream = firehose.catalogue.get(context, name);
    await firehose.update({ ...stream, tags: toTagMap(Tags, stream.tags) });
    return {};
  },
};
