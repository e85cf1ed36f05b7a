import { hash } from 'node:crypto';

/** Both ends belong to it. */
export interface HashKeyRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** Hash keys are unsigned integers of 128 bits. */
export const maxHashKey = (1n << 128n) - 1n;

/** A hash key as 32 hexadecimal digits, which compare as the numbers do, and faster. */
export const hashKeyDigits = (hashKey: bigint): string => hashKey.toString(16).padStart(32, '0');

/** A partition key's hash key: the MD5 of its UTF-8 bytes, read as a big-endian integer; as {@link hashKeyDigits}. */
export const hashKeyOf = (partitionKey: string): string => hash('md5', partitionKey);

/** The ranges of a new stream: of equal width, rounded down, the last one to the end. */
export function evenRanges(count: number): HashKeyRange[] {
  const width = (1n << 128n) / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({
    start: width * BigInt(index),
    end: index === count - 1 ? maxHashKey : width * BigInt(index + 1) - 1n,
  }));
}
