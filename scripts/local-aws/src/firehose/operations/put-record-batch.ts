import {
  PutRecordBatch$,
  type PutRecordBatchInput,
  type PutRecordBatchOutput,
} from '@aws-sdk/client-firehose';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Firehose } from '../firehose.js';
import { newRecordId } from './record.js';

const maxBatchBytes = 4 * 1024 * 1024;

/** Puts up to 500 records, 4 MiB in all; they are on disk before they are acknowledged. */
export const putRecordBatch: Operation<
  Firehose,
  Validated<PutRecordBatchInput, 'DeliveryStreamName' | 'Records'>,
  PutRecordBatchOutput
> = {
  name: 'PutRecordBatch',
  schema: PutRecordBatch$,
  async handle(firehose, { DeliveryStreamName: name, Records }, context) {
    const data = Records.map(({ Data = new Uint8Array() }) => Data);
    if (data.reduce((sum, bytes) => sum + bytes.byteLength, 0) > maxBatchBytes) {
      throw new AwsError('InvalidArgumentException', 'Records size exceeds 4 MB limit');
    }
    await firehose.put(context, name, data);
    return {
      FailedPutCount: 0,
      Encrypted: false,
      RequestResponses: data.map(() => ({ RecordId: newRecordId() })),
    };
  },
};
