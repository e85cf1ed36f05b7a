import { AwsError } from '../errors.js';
import type { HttpRequest } from './http.js';
import type { RequestContext } from './operation.js';
import type { AccessKey, AccessKeys } from './signature/access-keys.js';
import type { SignatureProblem } from './signature/problem.js';
import { readSignature, type Signature } from './signature/read-signature.js';
import { sha256, verifySignature } from './signature/verify-signature.js';

/** Whose resources a caller sees, unless its access key is itself an account number. */
export const defaultAccountId = '000000000000';

/** How callers are told apart, and whether they have to prove who they are. */
export interface CallerRules {
  /** The account of callers whose access key is not an account number. Twelve digits. */
  readonly accountId: string;
  /** The keys that requests may be signed with. Without them every signature is taken for right. */
  readonly accessKeys?: AccessKeys;
  /** The clients' time, milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** AWS answers requests signed more than five minutes ago so (recorded from Kinesis in 2018). */
const rules = { pathForm: 'normalized', maxSkewMinutes: 5 } as const;

/**
 * Who asks, from a Signature Version 4 in the `Authorization` header or the query. It must be there and complete; its
 * value is computed anew where keys are configured. The region comes from the credential scope; the account is the
 * key's, or the access key where that is twelve digits (a convention of local stand-ins), else the server's.
 *
 * @throws AwsError `MissingAuthenticationTokenException`, `IncompleteSignatureException`; with keys
 * `InvalidSignatureException`, `UnrecognizedClientException`, `ExpiredTokenException`
 */
export function authenticate(
  request: HttpRequest,
  body: Uint8Array,
  { accountId, accessKeys, now }: CallerRules,
): Pick<RequestContext, 'accountId' | 'region'> {
  const signature = readSignature(request);
  if ('problem' in signature) throw errorOf(signature);
  if (!accessKeys) return callerOf(signature, undefined, accountId);
  const key = verifySignature(request, signature, sha256(body), accessKeys, now(), rules);
  if ('problem' in key) throw errorOf(key);
  return callerOf(signature, key, accountId);
}

function callerOf({ accessKeyId, region }: Signature, key: AccessKey | undefined, fallback: string) {
  const accountId = key?.accountId ?? (/^\d{12}$/.test(accessKeyId) ? accessKeyId : fallback);
  return { accountId, region };
}

/** In the words of AWS's JSON services. */
function errorOf(problem: SignatureProblem): AwsError {
  switch (problem.problem) {
    case 'none':
      return new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
    case 'two signatures':
      return invalid(
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
      );
    case 'incomplete':
      return new AwsError('IncompleteSignatureException', problem.message, { status: 403 });
    case 'unknown key':
    case 'wrong token':
      return new AwsError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      );
    case 'token expired':
      return new AwsError('ExpiredTokenException', 'The security token included in the request is expired');
    case 'date':
    case 'skew':
    case 'url expired':
      return invalid(problem.message);
    case 'mismatch':
      return invalid(
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\n' +
          `The Canonical String for this request should have been\n'${problem.canonicalRequest}'\n\n` +
          `The String-to-Sign should have been\n'${problem.stringToSign}'\n`,
      );
  }
}

const invalid = (message: string) => new AwsError('InvalidSignatureException', message);
