/** An object that another service writes. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: Uint8Array;
  /** Default `binary/octet-stream`, as on AWS. */
  readonly contentType?: string;
  /** E.g. `INTELLIGENT_TIERING`; default `STANDARD`. Told to readers, and without any other effect. */
  readonly storageClass?: string;
}

/** What the other services need of S3; the S3 door serves the same buckets over HTTP. */
export interface ObjectStore {
  bucketExists(bucket: string): Promise<boolean>;
  /** Stores the object whole under its key, replacing what was there. */
  putObject(object: StoredObject): Promise<void>;
}
