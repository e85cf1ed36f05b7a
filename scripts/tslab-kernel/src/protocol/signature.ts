import { createHmac, getHashes, timingSafeEqual } from 'node:crypto';
import { TslabKernelError } from '../errors.js';

/** Signs the four JSON parts of a message and checks what others signed. */
export interface Signer {
  sign(parts: readonly (string | Uint8Array)[]): string;
  verify(parts: readonly Uint8Array[], signature: string): boolean;
}

/**
 * @param key the connection file's key; empty switches signatures off, as the protocol says.
 * @param scheme `hmac-` and the name of a hash, usually `hmac-sha256`.
 * @throws TslabKernelError SIGNATURE_SCHEME_UNSUPPORTED
 */
export function createSigner(key: string, scheme: string): Signer {
  if (key === '') return { sign: () => '', verify: () => true };
  const hash = scheme.replace(/^hmac-/, '');
  if (!scheme.startsWith('hmac-') || !getHashes().includes(hash)) {
    throw new TslabKernelError(
      'SIGNATURE_SCHEME_UNSUPPORTED',
      `Expected a signature_scheme such as "hmac-sha256", got ${JSON.stringify(scheme)}. Change it in the client's connection file.`,
    );
  }
  const sign = (parts: readonly (string | Uint8Array)[]) => {
    const hmac = createHmac(hash, key);
    for (const part of parts) hmac.update(part);
    return hmac.digest('hex');
  };
  const verify = (parts: readonly Uint8Array[], signature: string) => {
    const expected = Buffer.from(sign(parts));
    const actual = Buffer.from(signature);
    return expected.length === actual.length && timingSafeEqual(expected, actual);
  };
  return { sign, verify };
}
