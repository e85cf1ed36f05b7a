import type { HttpAnswer } from '../wire/http.js';
import type { S3rverStore } from './s3rver.js';
import { xmlError } from './xml.js';

/**
 * A `Range` in the only form that the library reads right, from the first byte to the last, both in the object.
 *
 * @returns undefined where S3 would answer with the whole object: for several ranges, and for what is none.
 */
export async function boundedRange(
  store: S3rverStore,
  bucket: string,
  key: string,
  range: string,
): Promise<string | HttpAnswer | undefined> {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const size = await sizeOf(store, bucket, key);
  if (size === undefined) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start <= end) return `bytes=${start}-${end}`;
  return xmlError(416, 'InvalidRange', 'The requested range is not satisfiable');
}

async function sizeOf(store: S3rverStore, bucket: string, key: string): Promise<number | undefined> {
  // What cannot be read is the library's to answer.
  const object = await store.getObject(bucket, key).catch(() => null);
  object?.content?.destroy();
  return object?.size;
}
