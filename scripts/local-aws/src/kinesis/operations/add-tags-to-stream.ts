import { AddTagsToStream$, type AddTagsToStreamInput } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';

/** Tags of one stream. */
const maxTags = 50;

export const addTagsToStream: Operation<Kinesis, Validated<AddTagsToStreamInput, 'Tags'>, undefined> = {
  name: 'AddTagsToStream',
  schema: AddTagsToStream$,
  async handle({ streams }, input, context) {
    const stream = streams.get(input, context);
    const merged = { ...stream.tags, ...input.Tags };
    if (Object.keys(merged).length > maxTags)
      throw new AwsError(
        'InvalidArgumentException',
        `Failed to add tags to stream ${stream.name} under account ${stream.accountId} because a given stream cannot have more than ${maxTags} tags associated with it.`,
      );
    await streams.save({ ...stream, tags: merged });
  },
};
