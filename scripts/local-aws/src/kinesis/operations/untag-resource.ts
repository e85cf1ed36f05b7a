import { UntagResource$, type UntagResourceInput } from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { removeTags } from '../model/tags.js';
import { findResource } from '../resource.js';

type Input = Validated<UntagResourceInput, 'TagKeys' | 'ResourceARN'>;

export const untagResource: Operation<Kinesis, Input, undefined> = {
  name: 'UntagResource',
  schema: UntagResource$,
  async handle(kinesis, input, context) {
    const resource = findResource(kinesis, input.ResourceARN, context);
    await resource.saveTags(removeTags(resource.tags, input.TagKeys));
  },
};
