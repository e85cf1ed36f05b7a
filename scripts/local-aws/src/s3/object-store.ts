/** What the other services need of S3; the S3 door serves the same buckets over HTTP. */
export interface ObjectStore {
  bucketExists(bucket: string): Promise<boolean>;
  /** Stores `body` whole under `key`, replacing what was there. */
  putObject(bucket: string, key: string, body: Uint8Array, contentType?: string): Promise<void>;
}
