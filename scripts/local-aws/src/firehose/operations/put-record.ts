import { PutRecord$, type PutRecordInput, type PutRecordOutput } from '@aws-sdk/client-firehose';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Firehose } from '../firehose.js';
import { newRecordId } from './record.js';

/** Puts one record into a delivery stream; it is on disk before it is acknowledged. */
export const putRecord: Operation<
  Firehose,
  Validated<PutRecordInput, 'DeliveryStreamName' | 'Record'>,
  PutRecordOutput
> = {
  name: 'PutRecord',
  schema: PutRecord$,
  async handle(firehose, { DeliveryStreamName: name, Record: { Data = new Uint8Array() } }, context) {
    await firehose.put(context, name, [Data]);
    return { RecordId: newRecordId(), Encrypted: false };
  },
};
