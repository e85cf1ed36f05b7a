import { createHash } from 'node:crypto';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** What the KPL's aggregated records begin with. */
const magic = Buffer.from('f3899ac2', 'hex');
/** What they end with: the MD5 of all in between. */
const checksumBytes = 16;

/** The fields that count here of the messages in between (Protocol Buffers). */
const aggregatedRecord = { records: 3 };
const userRecord = { partitionKeyIndex: 1, data: 3 };

/**
 * Takes a record that the Kinesis Producer Library has aggregated apart into its user records, by the format that
 * github.com/awslabs/amazon-kinesis-producer documents (aggregation-format.md).
 *
 * @returns The data of each, in their order, or the data itself where it is none, or only looks like one.
 * @example deaggregate(record.Data).map((data) => data.length)
 */
export function deaggregate(data: Uint8Array): readonly Uint8Array[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const messageEnd = bytes.length - checksumBytes;
  if (messageEnd < magic.length || bytes.compare(magic, 0, magic.length, 0, magic.length) !== 0)
    return [data];
  const message = bytes.subarray(magic.length, messageEnd);
  if (!createHash('md5').update(message).digest().equals(bytes.subarray(messageEnd))) return [data];
  try {
    return readRecords(message);
  } catch {
    // The checksum of something that is no such message.
    return [data];
  }
}

function readRecords(message: Uint8Array): Uint8Array[] {
  const reader = new BinaryReader(message);
  const records: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === aggregatedRecord.records && type === WireType.LengthDelimited)
      records.push(readData(reader.bytes()));
    else reader.skip(type, field);
  }
  return records;
}

/** @throws Error for a record without what the format requires */
function readData(message: Uint8Array): Uint8Array {
  const reader = new BinaryReader(message);
  let data: Uint8Array | undefined;
  let hasKey = false;
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === userRecord.data && type === WireType.LengthDelimited) {
      data = reader.bytes();
      continue;
    }
    if (field === userRecord.partitionKeyIndex && type === WireType.Varint) hasKey = true;
    reader.skip(type, field);
  }
  if (data && hasKey) return data;
  throw new Error('a user record lacks its data or its partition key');
}
