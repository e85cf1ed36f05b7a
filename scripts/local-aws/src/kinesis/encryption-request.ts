import type { EncryptionType } from '@aws-sdk/client-kinesis';
import { AwsError } from '../errors.js';

/** NONE is in the model, since answers have it, but no action takes it. */
export function requireKms(type: EncryptionType): void {
  if (type === 'KMS') return;
  throw new AwsError('InvalidArgumentException', `EncryptionType must be KMS; it was ${type}.`);
}

const guid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** Keys that exist in several regions have an id of their own form. */
const key = `(${guid}|mrk-[0-9a-f]{32})`;
const alias = 'alias/[a-zA-Z0-9/_-]+';
const keyId = new RegExp(`^(${key}|${alias}|arn:aws[a-z-]*:kms:[^:]+:\\d{12}:(key/${key}|${alias}))$`);

/** A key's id, its alias, or either as an ARN. */
export function requireKeyId(text: string): void {
  if (keyId.test(text)) return;
  throw new AwsError('KMSNotFoundException', `Invalid keyId ${text}`);
}
