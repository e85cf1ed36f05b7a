import { DeleteStream$, type DeleteStreamInput } from '@aws-sdk/client-kinesis';
import type { Operation } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { requireActive } from '../model/stream.js';

export const deleteStream: Operation<Kinesis, DeleteStreamInput, undefined> = {
  name: 'DeleteStream',
  schema: DeleteStream$,
  async handle({ streams }, input, context) {
    const stream = streams.get(input, context);
    // A stream may be deleted while it is being made or changed, but only once.
    if (stream.status === 'DELETING') requireActive(stream);
    await streams.begin(stream, 'DELETING', { kind: 'delete' });
  },
};
