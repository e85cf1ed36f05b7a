import { TagResource$, type TagResourceInput } from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { addTags } from '../model/tags.js';
import { findResource } from '../resource.js';

export const tagResource: Operation<
  Kinesis,
  Validated<TagResourceInput, 'Tags' | 'ResourceARN'>,
  undefined
> = {
  name: 'TagResource',
  schema: TagResource$,
  async handle(kinesis, input, context) {
    const resource = findResource(kinesis, input.ResourceARN, context);
    await resource.saveTags(addTags(resource.tags, input.Tags, resource.label));
  },
};
