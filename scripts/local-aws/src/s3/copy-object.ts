import type { S3rverFileStore } from './s3rver.js';

/**
 * Makes a copy as an object is put: it shows only once all of it is there, with an entity tag of its own. The library
 * copies into the file that readers see, and leaves the tag of what lay there before.
 */
export function copyWhole(store: S3rverFileStore): void {
  const changeMetadata = store.copyObject.bind(store);
  store.copyObject = async (fromBucket, fromKey, bucket, key, replacement) => {
    if (fromBucket === bucket && fromKey === key)
      return changeMetadata(fromBucket, fromKey, bucket, key, replacement);
    const source = await store.getObject(fromBucket, fromKey);
    if (!source?.content) throw new Error(`There is no object ${fromKey} in bucket ${fromBucket}.`);
    const { content, metadata } = source;
    await store.putObject({ bucket, key, content, metadata: replacement ?? metadata });
    const copy = await store.getObject(bucket, key);
    copy?.content?.destroy();
    return copy?.metadata ?? {};
  };
}
