import {
  ListTagsForResource$,
  type ListTagsForResourceInput,
  type ListTagsForResourceOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { wireTags } from '../model/tags.js';
import { findResource } from '../resource.js';

type Input = Validated<ListTagsForResourceInput, 'ResourceARN'>;

export const listTagsForResource: Operation<Kinesis, Input, ListTagsForResourceOutput> = {
  name: 'ListTagsForResource',
  schema: ListTagsForResource$,
  handle: (kinesis, input, context) => ({
    Tags: wireTags(findResource(kinesis, input.ResourceARN, context).tags),
  }),
};
