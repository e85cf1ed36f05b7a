import { StopStreamEncryption$, type StopStreamEncryptionInput } from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import { requireKms } from '../encryption-request.js';
import type { Kinesis } from '../kinesis.js';
import { countCall } from '../limits/daily-calls.js';
import { requireActive } from '../model/stream.js';

type Input = Validated<StopStreamEncryptionInput, 'EncryptionType' | 'KeyId'>;

/** Records that were put before keep their `EncryptionType`. */
export const stopStreamEncryption: Operation<Kinesis, Input, undefined> = {
  name: 'StopStreamEncryption',
  schema: StopStreamEncryption$,
  async handle({ streams, clock, limits }, input, context) {
    const stream = streams.get(input, context);
    requireKms(input.EncryptionType);
    requireActive(stream);
    const counted = countCall(stream, 'StopStreamEncryption', limits.encryptionChangesPerDay, clock.now());
    await streams.update(counted, { encryption: undefined });
  },
};
