import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

/** How an object's body is written, and what its name ends in then. */
export interface Compression {
  /** With its dot; empty where nothing is compressed. */
  readonly extension: string;
  compress(body: Uint8Array): Promise<Uint8Array>;
}

/** The body as it is. */
export const uncompressed: Compression = { extension: '', compress: async (body) => body };

export const gzipped: Compression = { extension: '.gz', compress: (body) => promisify(zlib.gzip)(body) };

export const zstandard: Compression = { extension: '.zst', compress: compressByZstandard };

type Compress = (body: Uint8Array, done: (error: Error | null, compressed: Buffer) => void) => void;

/** Node has it from 22.15 on; until then a library does the work, which is slower and holds up everything else. */
async function compressByZstandard(body: Uint8Array): Promise<Uint8Array> {
  const inNode: Compress | undefined = Reflect.get(zlib, 'zstdCompress');
  if (inNode) return promisify(inNode)(body);
  const { Zstd } = await import('@hpcc-js/wasm-zstd');
  const library = await Zstd.load();
  return library.compress(body);
}
