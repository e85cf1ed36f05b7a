import { RemoveTagsFromStream$, type RemoveTagsFromStreamInput } from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { removeTags } from '../model/tags.js';

type Input = Validated<RemoveTagsFromStreamInput, 'TagKeys'>;

export const removeTagsFromStream: Operation<Kinesis, Input, undefined> = {
  name: 'RemoveTagsFromStream',
  schema: RemoveTagsFromStream$,
  async handle({ streams }, input, context) {
    const stream = streams.get(input, context);
    await streams.save({ ...stream, tags: removeTags(stream.tags, input.TagKeys) });
  },
};
