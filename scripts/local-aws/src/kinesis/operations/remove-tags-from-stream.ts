import { RemoveTagsFromStream$, type RemoveTagsFromStreamInput } from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import { streamReference } from '../constraints.js';
import type { Kinesis } from '../kinesis.js';

type Input = Validated<RemoveTagsFromStreamInput, 'TagKeys'>;

export const removeTagsFromStream: Operation<Kinesis, Input, undefined> = {
  name: 'RemoveTagsFromStream',
  schema: RemoveTagsFromStream$,
  constraints: {
    ...streamReference,
    TagKeys: { required: true, minLength: 1, maxLength: 50, member: { minLength: 1, maxLength: 128 } },
  },
  async handle({ streams }, input, context) {
    const stream = streams.get(input, context);
    const kept = Object.entries(stream.tags).filter(([key]) => !input.TagKeys.includes(key));
    await streams.save({ ...stream, tags: Object.fromEntries(kept) });
  },
};
