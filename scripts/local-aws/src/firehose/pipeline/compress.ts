import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { CompressionFormat } from '@aws-sdk/client-firehose';

/** The compressions this package writes, with the extension Firehose gives their objects. */
export const extensionOf: Partial<Record<CompressionFormat, string>> = { UNCOMPRESSED: '', GZIP: '.gz' };

/** Compresses an object's body. */
export async function compress(format: CompressionFormat, body: Uint8Array): Promise<Uint8Array> {
  return format === 'GZIP' ? promisify(gzip)(body) : body;
}
