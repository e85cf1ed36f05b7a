import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '../http.js';
import type { AccessKey, AccessKeys } from './access-keys.js';
import { canonicalRequest, type PathForm } from './canonical-request.js';
import type { SignatureProblem } from './problem.js';
import { type Signature, toBasicFormat } from './read-signature.js';

/** What a service asks of signatures. */
export interface SignatureRules {
  readonly pathForm: PathForm;
  /** How far the client's clock may be off. */
  readonly maxSkewMinutes: number;
}

const algorithm = 'AWS4-HMAC-SHA256';
const minuteMs = 60_000;

/**
 * Computes a request's signature anew and compares. The order of the checks is AWS's: a wrong clock is told before a
 * wrong secret.
 *
 * @param payloadHash SHA-256 of the body in hexadecimal, or what S3 has signed in its place.
 * @param nowMs milliseconds since the Unix epoch.
 * @returns The key that it was signed with, or why it does not hold.
 */
export function verifySignature(
  request: HttpRequest,
  signature: Signature,
  payloadHash: string,
  keys: AccessKeys,
  nowMs: number,
  rules: SignatureRules,
): AccessKey | SignatureProblem {
  const key = keys.get(signature.accessKeyId);
  if (!key) return { problem: 'unknown key' };
  if (key.sessionToken !== signature.sessionToken) return { problem: 'wrong token' };
  if (key.expiresAt && nowMs >= key.expiresAt.getTime()) return { problem: 'token expired' };
  const late = timeProblem(signature, nowMs, rules.maxSkewMinutes);
  if (late) return late;
  const canonical = canonicalRequest(request, signature, payloadHash, rules.pathForm);
  const stringToSign = [algorithm, signature.signedAt, signature.scope, sha256(canonical)].join('\n');
  const expected = hmac(signingKey(key.secretAccessKey, signature), stringToSign);
  if (isSame(expected, signature.signature)) return key;
  return { problem: 'mismatch', canonicalRequest: canonical, stringToSign };
}

/** Whether a signature in hexadecimal is the one that was computed, in time that tells nothing of where it differs. */
export function isSame(expected: Buffer, given: string): boolean {
  const bytes = Buffer.from(given, 'hex');
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

/** The key of one day, region and service, which is what a secret access key signs by. */
export const signingKey = (secretAccessKey: string, { date, region, service }: Signature): Buffer =>
  [date, region, service, 'aws4_request'].reduce<Buffer>(
    (key, part) => hmac(key, part),
    Buffer.from(`AWS4${secretAccessKey}`),
  );

export const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

function timeProblem(
  { place, signedAt, date, expiresSeconds = 0 }: Signature,
  nowMs: number,
  maxSkewMinutes: number,
): SignatureProblem | undefined {
  const signedMs = msOf(signedAt);
  if (signedMs === undefined)
    return {
      problem: 'date',
      message: `Date must be in ISO-8601 'basic format'. Got '${signedAt}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    };
  if (date !== signedAt.slice(0, 8))
    return {
      problem: 'date',
      message: `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${signedAt.slice(0, 8)}', from '${signedAt}'.`,
    };
  const now = toBasicFormat(nowMs);
  const skewMs = maxSkewMinutes * minuteMs;
  const lifeMs = place === 'query' ? expiresSeconds * 1000 : skewMs;
  const words = (relation: string, boundMs: number, sign: string) =>
    `${signedAt} is ${relation} ${toBasicFormat(boundMs)} (${now} ${sign} ${maxSkewMinutes} min.)`;
  if (!(signedMs >= nowMs - lifeMs)) {
    const message = `Signature expired: ${words('now earlier than', nowMs - lifeMs, '-')}`;
    return { problem: place === 'query' ? 'url expired' : 'skew', message };
  }
  if (signedMs <= nowMs + skewMs) return undefined;
  return {
    problem: 'skew',
    message: `Signature not yet current: ${words('still later than', nowMs + skewMs, '+')}`,
  };
}

/** Of a time such as `20260115T120000Z`. */
function msOf(time: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1);
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
