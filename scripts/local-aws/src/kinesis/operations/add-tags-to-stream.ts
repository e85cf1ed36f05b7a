import { AddTagsToStream$, type AddTagsToStreamInput } from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { addTags } from '../model/tags.js';

export const addTagsToStream: Operation<Kinesis, Validated<AddTagsToStreamInput, 'Tags'>, undefined> = {
  name: 'AddTagsToStream',
  schema: AddTagsToStream$,
  async handle({ streams }, input, context) {
    const stream = streams.get(input, context);
    const tags = addTags(stream.tags, input.Tags, `stream ${stream.name} under account ${stream.accountId}`);
    await streams.save({ ...stream, tags });
  },
};
