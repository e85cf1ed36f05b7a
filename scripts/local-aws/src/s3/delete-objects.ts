import type { HttpAnswer } from '../wire/http.js';
import type { S3rverStore } from './s3rver.js';
import { isSafeKey } from './safe-key.js';
import { parseXml, xmlAnswer, xmlError } from './xml.js';

/** AWS takes no more keys in one call. */
const mostKeys = 1000;

/** DeleteObjects. In place of the library's own, which takes a key like `2024` for a number and fails. */
export async function deleteObjects(store: S3rverStore, bucket: string, body: string): Promise<HttpAnswer> {
  const request = requestOf(body);
  if (!request || request.keys.length > mostKeys || !request.keys.every(isSafeKey)) {
    return xmlError(
      400,
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  // One after the other: two deletions that empty one folder at once would both remove it.
  for (const key of request.keys) {
    if (await store.existsObject(bucket, key)) await store.deleteObject(bucket, key);
  }
  return xmlAnswer('DeleteResult', request.isQuiet ? {} : { Deleted: request.keys.map((Key) => ({ Key })) });
}

interface DeleteBody {
  readonly Delete?: { readonly Object?: readonly { readonly Key?: string }[]; readonly Quiet?: string };
}

function requestOf(body: string): { keys: string[]; isQuiet: boolean } | undefined {
  try {
    const { Delete } = parseXml(body) as DeleteBody;
    if (!Delete?.Object) return undefined;
    return { keys: Delete.Object.map((object) => object.Key ?? ''), isQuiet: Delete.Quiet === 'true' };
  } catch {
    return undefined;
  }
}
