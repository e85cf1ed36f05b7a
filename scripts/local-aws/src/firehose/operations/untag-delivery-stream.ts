import { UntagDeliveryStream$, type UntagDeliveryStreamInput } from '@aws-sdk/client-firehose';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Firehose } from '../firehose.js';

/** Removes tags from a delivery stream; keys that it does not have are passed over. */
export const untagDeliveryStream: Operation<
  Firehose,
  Validated<UntagDeliveryStreamInput, 'DeliveryStreamName' | 'TagKeys'>,
  object
> = {
  name: 'UntagDeliveryStream',
  schema: UntagDeliveryStream$,
  async handle(firehose, { DeliveryStreamName: name, TagKeys }, context) {
    const stream = firehose.catalogue.get(context, name);
    const kept = Object.entries(stream.tags).filter(([key]) => !TagKeys.includes(key));
    await firehose.update({ ...stream, tags: Object.fromEntries(kept) });
    return {};
  },
};
