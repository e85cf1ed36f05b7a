import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { RecordFormatType } from '@aws-sdk/client-kinesis';
import type { Shipment } from '../../delivery/object-delivery.js';
import type { DeliveredRecord } from '../../delivery/record-buffer.js';
import type { StoredObject } from '../../s3/object-store.js';
import type { Write } from '../../storage/storage.js';
import { type Channel, channelArn } from '../model/channel.js';
import { expandKeyTemplate } from '../model/key-template.js';
import { justAfter } from '../model/sequence-number.js';
import { shardIdOf } from '../model/shard.js';
import { compressionOf } from './compression.js';
import { positionRow } from './position.js';

/** A record of a stream on its way through a channel. */
export interface ChannelRecord extends DeliveredRecord {
  readonly shardIndex: number;
  readonly sequenceNumber: string;
}

/** A record that does not have its channel's format. */
interface FailedRecord {
  readonly record: ChannelRecord;
  readonly reason: string;
}

/**
 * One object of the records that have the channel's format, back to back and unchanged ("no transformations are
 * applied", docs.aws.amazon.com/streams/latest/dev/data-delivery-quotas.html), those that the KPL has aggregated too: of
 * the steps of a delivery none takes them apart (data-delivery-s3-about.html there). And one that tells of the others.
 */
export async function pack(channel: Channel, records: readonly ChannelRecord[]): Promise<Shipment> {
  const failed: FailedRecord[] = [];
  const valid: ChannelRecord[] = [];
  for (const record of records) {
    const reason = problemWith(record.data, channel.source.records.RecordFormatType);
    if (reason === undefined) valid.push(record);
    else failed.push({ record, reason });
  }
  const objects: StoredObject[] = [];
  if (valid.length > 0) objects.push(await dataObject(channel, valid));
  if (failed.length > 0) objects.push(errorObject(channel, failed));
  return { objects, checkpoints: checkpointsOf(channel, records) };
}

/** The name of a bucket from its ARN. */
export const bucketOf = (arn: string | undefined): string => arn?.split(':::')[1] ?? '';

async function dataObject(channel: Channel, records: readonly ChannelRecord[]): Promise<StoredObject> {
  const {
    BucketARN,
    CompressionType,
    StorageClass,
    OutputKeyTemplate = '',
  } = channel.destination.StorageConfiguration ?? {};
  const compression = compressionOf(CompressionType);
  const { stem, extension } = expandKeyTemplate(OutputKeyTemplate, {
    channelName: channel.name,
    channelId: channel.id,
    streamName: channel.source.streamName,
    epochMs: oldestOf(records),
    extension: compression.extension,
  });
  return {
    bucket: bucketOf(BucketARN),
    // AWS appends up to 38 characters and says no more; before the extension, which would end nothing otherwise.
    key: `${stem}-${randomUUID()}${extension}`,
    body: await compression.compress(Buffer.concat(records.map(({ data }) => data))),
    contentType: 'application/octet-stream',
    ...(StorageClass && { storageClass: StorageClass }),
  };
}

/**
 * What a dead-letter queue gets: identifiers and the error, not the data
 * (docs.aws.amazon.com/streams/latest/dev/data-delivery-concepts.html). The members and the object's name are not
 * documented: here a JSON object a line, and date and time below the prefix.
 */
function errorObject(channel: Channel, failed: readonly FailedRecord[]): StoredObject {
  const { BucketARN, ErrorOutputPrefix = '' } = channel.destination.DeadLetterQueueS3Configuration ?? {};
  const time = new Date(oldestOf(failed.map(({ record }) => record))).toISOString();
  const lines = failed.map(({ record, reason }) => JSON.stringify(errorEntry(channel, record, reason)));
  return {
    bucket: bucketOf(BucketARN),
    key: `${ErrorOutputPrefix}${time.slice(0, 16).replace(/[-T:]/g, '-')}-${randomUUID()}.json`,
    body: Buffer.from(`${lines.join('\n')}\n`),
    contentType: 'application/json',
  };
}

const errorEntry = (channel: Channel, record: ChannelRecord, reason: string) => ({
  channelARN: channelArn(channel),
  streamARN: channel.source.streamArn,
  shardId: shardIdOf(record.shardIndex),
  sequenceNumber: record.sequenceNumber,
  approximateArrivalTimestamp: new Date(record.arrivedAtMs).toISOString(),
  errorCode: 'InvalidRecordFormat',
  errorMessage: reason,
});

/** Why the data does not have the format; undefined where it has. */
function problemWith(data: Uint8Array, format: RecordFormatType | undefined): string | undefined {
  if (format === 'BYTE_ARRAY') return undefined;
  if (!isUtf8(data)) return `The record is not valid UTF-8, as ${format} demands.`;
  if (format === 'STRING') return undefined;
  try {
    JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString());
    return undefined;
  } catch (error) {
    // V8 quotes the text, which is the record's data.
    const message = error instanceof Error ? error.message.replace(/,? ".*$/s, '') : String(error);
    return `The record is not valid JSON: ${message}.`;
  }
}

function oldestOf(records: readonly ChannelRecord[]): number {
  return records.reduce((oldest, { arrivedAtMs }) => Math.min(oldest, arrivedAtMs), Number.POSITIVE_INFINITY);
}

/** Records of a shard come in its order: the last one of each says how far it is delivered. */
function checkpointsOf(channel: Channel, records: readonly ChannelRecord[]): Write[] {
  const last = new Map(records.map(({ shardIndex, sequenceNumber }) => [shardIndex, sequenceNumber]));
  return [...last].map(([index, number]) => positionRow(channel, index, justAfter(number)));
}
