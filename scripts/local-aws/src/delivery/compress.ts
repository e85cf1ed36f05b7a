import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** How an object's body is written, and what its name ends in then. */
export interface Compression {
  /** With its dot; empty where nothing is compressed. */
  readonly extension: string;
  compress(body: Uint8Array): Promise<Uint8Array>;
}

/** The body as it is. */
export const uncompressed: Compression = { extension: '', compress: async (body) => body };

export const gzipped: Compression = { extension: '.gz', compress: (body) => promisify(gzip)(body) };
