import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type HttpAnswer, type HttpRequest, header } from '../wire/http.js';
import { PayloadError } from './payload-check.js';
import { xmlError } from './xml.js';

/** What a body is held against while it passes. */
export interface PayloadCheck {
  update(bytes: Uint8Array): void;
  /**
   * @param trailers what came behind the body, by name.
   * @throws PayloadError where the body is not the one that was meant.
   */
  end(trailers: ReadonlyMap<string, string>): Promise<void>;
}

interface Digest {
  update(bytes: Uint8Array): void;
  digest(): Promise<Uint8Array>;
}

/** The checksums of S3 (docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html). */
const algorithms: Readonly<Record<string, { readonly bytes: number; open(): Promise<Digest> }>> = {
  crc32: { bytes: 4, open: async () => nodeCrc32() },
  crc32c: { bytes: 4, open: async () => new (await import('@aws-sdk/checksums/crc')).Crc32c() },
  crc64nvme: { bytes: 8, open: async () => new (await import('@aws-sdk/checksums/crc')).Crc64Nvme() },
  md5: { bytes: 16, open: async () => nodeHash('md5') },
  sha1: { bytes: 20, open: async () => nodeHash('sha1') },
  sha256: { bytes: 32, open: async () => nodeHash('sha256') },
  sha512: { bytes: 64, open: async () => nodeHash('sha512') },
  xxhash64: { bytes: 8, open: async () => new (await import('@aws-sdk/checksums/xxh')).Xxh64() },
  xxhash3: { bytes: 8, open: async () => new (await import('@aws-sdk/checksums/xxh')).Xxh3_64() },
  xxhash128: { bytes: 16, open: async () => new (await import('@aws-sdk/checksums/xxh')).Xxh3_128() },
};

const prefix = 'x-amz-checksum-';

/**
 * What a request says of its body: `Content-MD5`, and a checksum in a header or, for bodies in chunks, announced in
 * `x-amz-trailer`.
 *
 * @returns The answer to a sum that can be none, or to more than one checksum.
 */
export async function readChecksums(request: HttpRequest): Promise<readonly PayloadCheck[] | HttpAnswer> {
  const md5 = header(request, 'content-md5');
  if (md5 !== undefined && !isSum(md5, 16))
    return xmlError(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.');
  const told = Object.keys(algorithms).filter((name) => header(request, prefix + name) !== undefined);
  const trailing = Object.keys(algorithms).filter((name) => trailerNames(request).includes(prefix + name));
  if (told.length + trailing.length > 1)
    return invalid('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  const checks: PayloadCheck[] = [];
  if (md5 !== undefined) checks.push(sumCheck('Content-MD5', nodeHash('md5'), () => md5));
  for (const name of [...told, ...trailing]) {
    const sum = header(request, prefix + name);
    const { bytes = 0, open } = algorithms[name] ?? {};
    if (sum !== undefined && !isSum(sum, bytes))
      return invalid(`Value for ${prefix}${name} header is invalid.`);
    if (open)
      checks.push(
        sumCheck(name.toUpperCase(), await open(), (trailers) => sum ?? trailers.get(prefix + name)),
      );
  }
  return checks;
}

/** The message as S3 words it (aws-sdk-ruby issue 3322); its documentation has only the code. */
function sumCheck(
  name: string,
  digest: Digest,
  expected: (trailers: ReadonlyMap<string, string>) => string | undefined,
): PayloadCheck {
  return {
    update: (bytes) => digest.update(bytes),
    async end(trailers) {
      const sum = expected(trailers);
      if (sum === undefined)
        throw refusal(
          'MalformedTrailerError',
          'The request contained trailing data that was not well-formed or did not conform to our published schema.',
        );
      const computed = Buffer.from(await digest.digest()).toString('base64');
      if (computed === sum) return;
      throw refusal(
        'BadDigest',
        name === 'Content-MD5'
          ? 'The Content-MD5 you specified did not match what we received.'
          : `The ${name} you specified did not match the calculated checksum.`,
      );
    },
  };
}

const trailerNames = (request: HttpRequest): string[] =>
  (header(request, 'x-amz-trailer') ?? '').split(',').map((name) => name.trim().toLowerCase());

const isSum = (text: string, bytes: number): boolean => {
  const sum = Buffer.from(text, 'base64');
  return sum.length === bytes && sum.toString('base64') === text;
};

const invalid = (message: string) => xmlError(400, 'InvalidRequest', message);

const refusal = (code: string, message: string) => new PayloadError(message, xmlError(400, code, message));

function nodeHash(name: string): Digest {
  const hash = createHash(name);
  return { update: (bytes) => void hash.update(bytes), digest: async () => hash.digest() };
}

function nodeCrc32(): Digest {
  let sum = 0;
  return {
    update(bytes) {
      sum = crc32(bytes, sum);
    },
    async digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(sum);
      return bytes;
    },
  };
}
