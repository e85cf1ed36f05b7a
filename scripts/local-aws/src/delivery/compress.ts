import { once } from 'node:events';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
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

/** Node has it from 22.15 on; until then a library does the work, which is slower and knows no other thread. */
async function compressByZstandard(body: Uint8Array): Promise<Uint8Array> {
  const inNode: Compress | undefined = Reflect.get(zlib, 'zstdCompress');
  if (inNode) return promisify(inNode)(body);
  if (body.byteLength > largestInPlace) return compressInThread(body);
  const { Zstd } = await import('@hpcc-js/wasm-zstd');
  const library = await Zstd.load();
  return library.compress(body);
}

/** Bytes that take the library some tens of milliseconds, about as long as a thread takes to start. */
const largestInPlace = 256 * 1024;

/** As text, so that it runs from the sources as it does from what is built of them. */
const threadProgram = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData.library)
  .then(({ Zstd }) => Zstd.load())
  .then((library) => parentPort.postMessage(library.compress(workerData.body)));
`;

/** A large body would hold up every request of the server for seconds. */
async function compressInThread(body: Uint8Array): Promise<Uint8Array> {
  const workerData = { body, library: import.meta.resolve('@hpcc-js/wasm-zstd') };
  const worker = new Worker(threadProgram, { eval: true, execArgv: [], workerData });
  try {
    // Rejects on the thread's `error`, too.
    const [compressed]: Uint8Array[] = await once(worker, 'message');
    if (!compressed) throw new Error('The thread that compresses by Zstandard gave no body.');
    return compressed;
  } finally {
    await worker.terminate();
  }
}
