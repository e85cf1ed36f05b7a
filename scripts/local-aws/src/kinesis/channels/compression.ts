import type { S3CompressionType } from '@aws-sdk/client-kinesis';
import { type Compression, gzipped, uncompressed, zstandard } from '../../delivery/compress.js';

const compressions: Readonly<Record<S3CompressionType, Compression>> = {
  NONE: uncompressed,
  GZIP: gzipped,
  ZSTD: zstandard,
};

export const compressionOf = (type: S3CompressionType = 'NONE'): Compression => compressions[type];
