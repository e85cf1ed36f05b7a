import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { Clock } from '../clock.js';
import { LocalAwsError } from '../errors.js';
import { createCertificate, isUsable, type KeyPair } from './certificate.js';

/** What a TLS connection is opened with. */
export interface TlsIdentity<Pair extends KeyPair | Promise<KeyPair> = KeyPair | Promise<KeyPair>> {
  /** The certificate as it stands: one that is made here is renewed while the server runs. */
  pair(): Pair;
  /** Where the certificate lies that clients have to trust; absent for one that was given. */
  readonly certificateFile?: string;
  /** Ends the renewal. */
  close(): void;
}

const renewalCheckMs = 24 * 60 * 60 * 1000;

/** @throws LocalAwsError `InvalidOption` where certificate and key are not a pair in PEM. */
export function givenIdentity(pair: KeyPair): TlsIdentity<KeyPair> {
  try {
    createSecureContext(pair);
    return { pair: () => pair, close: () => {} };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The TLS certificate and its key must be PEM texts that belong together: ${reason}`;
    throw new LocalAwsError('InvalidOption', message, { cause });
  }
}

/** A certificate of this server's own that is kept nowhere. It is made when somebody first asks for it. */
export function passingIdentity(clock: Clock): TlsIdentity<Promise<KeyPair>> {
  let pair: Promise<KeyPair> | undefined;
  return {
    pair() {
      pair ??= createCertificate(clock.now());
      return pair;
    },
    close: () => {},
  };
}

/**
 * A certificate of this server's own, kept in `folder` so that a client has to be told of it once. It is made when
 * there is none, and made anew a month before it ends.
 *
 * @param clock the clients' time, by which they judge the certificate: the machine's, unless a test passes another.
 */
export async function ownIdentity(folder: string, clock: Clock): Promise<TlsIdentity<KeyPair>> {
  const files = { cert: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  let pair = await keptPair(files, clock.now());
  let stop = clock.after(renewalCheckMs, check);
  function check(): void {
    stop = clock.after(renewalCheckMs, check);
    keptPair(files, clock.now()).then(
      (kept) => {
        if (kept.cert !== pair.cert) pair = kept;
      },
      // The folder cannot be written: the next check tries again, and what there is serves until it ends.
      () => {},
    );
  }
  return { pair: () => pair, certificateFile: files.cert, close: () => stop() };
}

/** The pair that is there, if it will do, else a new one in its place. */
async function keptPair(files: KeyPair, nowMs: number): Promise<KeyPair> {
  const [cert, key] = await Promise.all(
    [files.cert, files.key].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const kept = { cert: cert ?? '', key: key ?? '' };
  if (isUsable(kept, nowMs) && isPair(kept)) return kept;
  const made = await createCertificate(nowMs);
  await mkdir(join(files.cert, '..'), { recursive: true });
  await writeWhole(files.key, made.key, 0o600);
  await writeWhole(files.cert, made.cert, 0o644);
  return made;
}

/** Two files cannot be replaced in one step: one may be left of an older pair. */
function isPair(pair: KeyPair): boolean {
  try {
    createSecureContext(pair);
    return true;
  } catch {
    return false;
  }
}

async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const draft = `${file}.new`;
  await writeFile(draft, text, { mode });
  await rename(draft, file);
}
