import { TagDeliveryStream$, type TagDeliveryStreamInput } from '@aws-sdk/client-firehose';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Firehose } from '../firehose.js';
import { toTagMap } from './tags.js';

/** Adds tags to a delivery stream, or gives its tags new values. */
export const tagDeliveryStream: Operation<
  Firehose,
  Validated<TagDeliveryStreamInput, 'DeliveryStreamName' | 'Tags'>,
  object
> = {
  name: 'TagDeliveryStream',
  schema: TagDeliveryStream$,
  async handle(firehose, { DeliveryStreamName: name, Tags }, context) {
    const stream = firehose.catalogue.get(context, name);
    await firehose.update({ ...stream, tags: toTagMap(Tags, stream.tags) });
    return {};
  },
};
