import type { HttpAnswer } from '../wire/http.js';
import { invalidPart } from './multipart-tag.js';
import type { S3rverStore } from './s3rver.js';
import { parseXml, xmlAnswer, xmlError } from './xml.js';

/** Where the object lies that an upload in parts becomes. */
export interface CompletedObject {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

const highestPart = 10_000;

/** CompleteMultipartUpload: the library takes lists for good that name no part, or name them in any order. */
export async function completeUpload(
  store: S3rverStore,
  { bucket, key, uploadId }: CompletedObject,
  body: string,
): Promise<HttpAnswer> {
  const numbers = partsOf(body);
  if (!numbers)
    return xmlError(
      400,
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  if (numbers.some((number) => number < 1 || number > highestPart)) throw invalidPart();
  if (numbers.some((number, position) => number <= (numbers[position - 1] ?? 0)))
    return xmlError(
      400,
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
    );
  const parts = numbers.map((number) => ({ number }));
  const { md5 } = await store.putObjectMultipart(bucket, uploadId, parts);
  return xmlAnswer('CompleteMultipartUploadResult', {
    Location: `/${bucket}/${key}`,
    Bucket: bucket,
    Key: key,
    ETag: JSON.stringify(md5),
  });
}

/** The numbers of the parts, as they are listed; undefined for what is no such list. */
function partsOf(body: string): number[] | undefined {
  try {
    const { CompleteMultipartUpload: list } = parseXml(body) as {
      readonly CompleteMultipartUpload?: { readonly Part?: unknown };
    };
    const parts: unknown[] = [list?.Part ?? []].flat();
    const numbers = parts.map((part) => Number((part as { readonly PartNumber?: unknown }).PartNumber));
    return numbers.length > 0 && numbers.every(Number.isInteger) ? numbers : undefined;
  } catch {
    return undefined;
  }
}
