/** Bytes of a record's data, where a case does not say otherwise. */
export const dataBytes = 130;
/** Records of a PutRecords call: as many as AWS takes. */
export const recordsOfBatch = 500;
/** Records of a GetRecords answer: as many as AWS gives. */
export const readLimit = 10_000;

export interface Entry {
  readonly Data: Uint8Array;
  readonly PartitionKey: string;
}

/** Records with keys of their own, which fall on all shards. */
export function makeRecords(count: number, bytes = dataBytes): Entry[] {
  const Data = Buffer.alloc(bytes, 'x');
  return Array.from({ length: count }, (_, n) => ({ Data, PartitionKey: String(n) }));
}
