import type { CompressionFormat } from '@aws-sdk/client-firehose';
import { type Compression, gzipped, uncompressed } from '../../delivery/compress.js';

/** The compressions that Firehose writes here; others are refused when a delivery stream is created. */
const compressions: Partial<Record<CompressionFormat, Compression>> = {
  UNCOMPRESSED: uncompressed,
  GZIP: gzipped,
};

export const supportedCompressions: readonly string[] = Object.keys(compressions);

export const compressionOf = (format: CompressionFormat = 'UNCOMPRESSED'): Compression =>
  compressions[format] ?? uncompressed;
