import type { Operation } from '../../wire/operation.js';
import type { Firehose } from '../firehose.js';
import { createDeliveryStream } from './create-delivery-stream.js';
import { deleteDeliveryStream } from './delete-delivery-stream.js';
import { describeDeliveryStream } from './describe-delivery-stream.js';
import { listDeliveryStreams } from './list-delivery-streams.js';
import { listTagsForDeliveryStream } from './list-tags-for-delivery-stream.js';
import { putRecord } from './put-record.js';
import { putRecordBatch } from './put-record-batch.js';
import { tagDeliveryStream } from './tag-delivery-stream.js';
import { untagDeliveryStream } from './untag-delivery-stream.js';
import { updateDestination } from './update-destination.js';

/** As in `X-Amz-Target: Firehose_20150804.PutRecord`. */
export const firehoseTargetPrefix = 'Firehose_20150804';

/** Every action of Data Firehose that is served. */
export const firehoseOperations: readonly Operation<Firehose>[] = [
  createDeliveryStream,
  deleteDeliveryStream,
  describeDeliveryStream,
  listDeliveryStreams,
  listTagsForDeliveryStream,
  putRecord,
  putRecordBatch,
  tagDeliveryStream,
  untagDeliveryStream,
  updateDestination,
];
