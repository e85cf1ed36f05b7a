import {
  ListTagsForStream$,
  type ListTagsForStreamInput,
  type ListTagsForStreamOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';

export const listTagsForStream: Operation<Kinesis, ListTagsForStreamInput, ListTagsForStreamOutput> = {
  name: 'ListTagsForStream',
  schema: ListTagsForStream$,
  handle({ streams }, input, context) {
    const { tags } = streams.get(input, context);
    const keys = Object.keys(tags)
      .sort()
      .filter((key) => key > (input.ExclusiveStartTagKey ?? ''));
    const page = keys.slice(0, input.Limit ?? keys.length);
    return {
      Tags: page.map((Key) => ({ Key, Value: tags[Key] })),
      HasMoreTags: page.length < keys.length,
    };
  },
};
