import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Storage } from '../storage/storage.js';

/** A token's content and the time it was made. */
export interface Opened<Content> {
  readonly content: Content;
  /** Milliseconds since the epoch. */
  readonly madeAtMs: number;
}

/**
 * Makes and opens the opaque strings that clients carry from call to call: shard iterators and next tokens. They
 * are encrypted and authenticated with a key of the data folder: no client can make one up, and those it holds
 * survive a restart.
 */
export interface Tokens {
  seal(kind: string, content: readonly string[]): string;
  /** Undefined for a string that was not sealed here, or as another kind. */
  open(kind: string, token: string): Opened<readonly string[]> | undefined;
}

/** As in AWS's iterators: eight bytes that tell the version. */
const version = Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]);
const ivBytes = 12;
const tagBytes = 16;

export async function openTokens(storage: Storage, clock: Clock): Promise<Tokens> {
  const key = await tokenKey(storage);
  return {
    seal(kind, content) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const plain = JSON.stringify([kind, clock.now(), ...content]);
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([version, iv, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open(kind, token) {
      const bytes = Buffer.from(token, 'base64');
      const start = version.length + ivBytes + tagBytes;
      if (bytes.length <= start || !bytes.subarray(0, version.length).equals(version)) return undefined;
      try {
        const decipher = createDecipheriv(
          'aes-256-gcm',
          key,
          bytes.subarray(version.length, version.length + ivBytes),
        );
        decipher.setAuthTag(bytes.subarray(version.length + ivBytes, start));
        const plain = decipher.update(bytes.subarray(start), undefined, 'utf8') + decipher.final('utf8');
        const [sealedKind, madeAtMs, ...content] = JSON.parse(plain) as [string, number, ...string[]];
        return sealedKind === kind ? { content, madeAtMs } : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

async function tokenKey(storage: Storage): Promise<Uint8Array> {
  const kept = await storage.get<Uint8Array>('secrets', 'token-key');
  if (kept) return kept;
  const key = randomBytes(32);
  await storage.write([{ collection: 'secrets', key: 'token-key', value: key }]);
  return key;
}
