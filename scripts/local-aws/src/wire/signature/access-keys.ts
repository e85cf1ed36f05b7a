import { LocalAwsError } from '../../errors.js';

/** A pair of keys that requests may be signed with. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Temporary credentials have one, which each request has to carry. */
  readonly sessionToken?: string;
  /** When temporary credentials end. Default: never. */
  readonly expiresAt?: Date;
  /** Twelve digits: whose resources the key opens. Default: the access key where it is twelve digits, else the server's. */
  readonly accountId?: string;
}

/** By access key id. */
export type AccessKeys = ReadonlyMap<string, AccessKey>;

/** @throws LocalAwsError `InvalidOption` */
export function accessKeysOf(list: readonly AccessKey[]): AccessKeys {
  for (const { accessKeyId, secretAccessKey, accountId } of list) {
    // The id stands between `=` and `/` in the Authorization header.
    if (!/^[\w.-]{1,128}$/.test(accessKeyId) || secretAccessKey === '')
      throw invalid(
        `accessKeyId must be letters, digits, _ . or -, with a secretAccessKey; it was '${accessKeyId}'.`,
      );
    if (accountId !== undefined && !/^\d{12}$/.test(accountId))
      throw invalid(`accountId of access key ${accessKeyId} must be twelve digits; it was '${accountId}'.`);
  }
  return new Map(list.map((key) => [key.accessKeyId, key]));
}

const invalid = (message: string) => new LocalAwsError('InvalidOption', message);
