import { StartStreamEncryption$, type StartStreamEncryptionInput } from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import { requireKeyId, requireKms } from '../encryption-request.js';
import type { Kinesis } from '../kinesis.js';
import { countCall } from '../limits/daily-calls.js';
import { requireActive } from '../model/stream.js';

type Input = Validated<StartStreamEncryptionInput, 'EncryptionType' | 'KeyId'>;

/**
 * From the time when the stream is ACTIVE again, records are put with `EncryptionType: KMS`, and are read with it.
 * There is no KMS here: keys are looked at for their form, and what lies on disk is not encrypted.
 */
export const startStreamEncryption: Operation<Kinesis, Input, undefined> = {
  name: 'StartStreamEncryption',
  schema: StartStreamEncryption$,
  async handle({ streams, clock, limits }, input, context) {
    const stream = streams.get(input, context);
    requireKms(input.EncryptionType);
    requireKeyId(input.KeyId);
    requireActive(stream);
    const counted = countCall(stream, 'StartStreamEncryption', limits.encryptionChangesPerDay, clock.now());
    await streams.update(counted, { encryption: { keyId: input.KeyId } });
  },
};
