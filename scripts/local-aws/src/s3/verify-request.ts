import type { CallerRules } from '../wire/authenticate.js';
import { type HttpAnswer, type HttpRequest, header } from '../wire/http.js';
import type { AccessKey } from '../wire/signature/access-keys.js';
import type { SignatureProblem } from '../wire/signature/problem.js';
import { readSignature, type Signature } from '../wire/signature/read-signature.js';
import { verifySignature } from '../wire/signature/verify-signature.js';
import { xmlError } from './xml.js';

/** S3 documents a quarter of an hour (docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
const rules = { pathForm: 'as it is', maxSkewMinutes: 15 } as const;

/** A request whose signature holds, and what it says of the body that is still to come. */
export interface VerifiedRequest {
  readonly key: AccessKey;
  readonly signature: Signature;
  /** SHA-256 in hexadecimal, `UNSIGNED-PAYLOAD`, or `STREAMING-…` for a body in chunks. */
  readonly payloadHash: string;
}

/**
 * Holds a request against the keys that are configured.
 *
 * @returns Undefined where there are none: then any credentials are welcome. An error's answer in the words of S3.
 */
export function verifyRequest(
  request: HttpRequest,
  { accessKeys, now }: Pick<CallerRules, 'accessKeys' | 'now'>,
): VerifiedRequest | HttpAnswer | undefined {
  if (!accessKeys) return undefined;
  if (isOldSignature(request))
    return xmlError(
      400,
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    );
  const signature = readSignature(request);
  if ('problem' in signature) return answerOf(signature);
  const payloadHash =
    header(request, 'x-amz-content-sha256') ?? (signature.place === 'query' ? 'UNSIGNED-PAYLOAD' : undefined);
  if (payloadHash === undefined)
    return xmlError(400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  const key = verifySignature(request, signature, payloadHash, accessKeys, now(), rules);
  return 'problem' in key ? answerOf(key) : { key, signature, payloadHash };
}

/** Signature Version 2, which AWS takes for no bucket made since 2020, and boto3 still presigns with by default. */
const isOldSignature = (request: HttpRequest) =>
  header(request, 'authorization')?.startsWith('AWS ') || /[?&]AWSAccessKeyId=/.test(request.url ?? '');

function answerOf(problem: SignatureProblem): HttpAnswer {
  switch (problem.problem) {
    case 'none':
      return xmlError(403, 'AccessDenied', 'Access Denied');
    case 'two signatures':
      return xmlError(
        400,
        'InvalidArgument',
        'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      );
    case 'incomplete':
      return xmlError(400, 'AuthorizationHeaderMalformed', problem.message);
    case 'unknown key':
      return xmlError(
        403,
        'InvalidAccessKeyId',
        'The AWS Access Key Id you provided does not exist in our records.',
      );
    case 'wrong token':
      return xmlError(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.');
    case 'token expired':
      return xmlError(400, 'ExpiredToken', 'The provided token has expired.');
    case 'date':
      return xmlError(403, 'AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
    case 'skew':
      return xmlError(
        403,
        'RequestTimeTooSkewed',
        'The difference between the request time and the current time is too large.',
      );
    case 'url expired':
      return xmlError(403, 'AccessDenied', 'Request has expired');
    case 'mismatch':
      return mismatchAnswer();
  }
}

/** Also the answer to a chunk whose signature does not hold. */
export const mismatchAnswer = () =>
  xmlError(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  );
