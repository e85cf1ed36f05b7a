import { UpdateMaxRecordSize$, type UpdateMaxRecordSizeInput } from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { requireActive } from '../model/stream.js';

type Input = Validated<UpdateMaxRecordSizeInput, 'MaxRecordSizeInKiB'>;

/** Takes effect when the stream becomes ACTIVE again. */
export const updateMaxRecordSize: Operation<Kinesis, Input, undefined> = {
  name: 'UpdateMaxRecordSize',
  schema: UpdateMaxRecordSize$,
  async handle({ streams }, input, context) {
    const stream = streams.get(input, context);
    requireActive(stream);
    await streams.update(stream, { maxRecordBytes: Math.trunc(input.MaxRecordSizeInKiB) * 1024 });
  },
};
