import {
  ListTagsForDeliveryStream$,
  type ListTagsForDeliveryStreamInput,
  type ListTagsForDeliveryStreamOutput,
} from '@aws-sdk/client-firehose';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Firehose } from '../firehose.js';

const mostTags = 50;

/** A delivery stream's tags, by key. */
export const listTagsForDeliveryStream: Operation<
  Firehose,
  Validated<ListTagsForDeliveryStreamInput, 'DeliveryStreamName'>,
  ListTagsForDeliveryStreamOutput
> = {
  name: 'ListTagsForDeliveryStream',
  schema: ListTagsForDeliveryStream$,
  handle(firehose, { DeliveryStreamName: name, ExclusiveStartTagKey: after = '', Limit }, context) {
    const { tags } = firehose.catalogue.get(context, name);
    const rest = Object.keys(tags)
      .filter((key) => key > after)
      .sort();
    const page = rest.slice(0, Limit ?? mostTags);
    return { Tags: page.map((Key) => ({ Key, Value: tags[Key] })), HasMoreTags: rest.length > page.length };
  },
};
