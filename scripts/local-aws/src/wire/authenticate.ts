import { AwsError } from '../errors.js';
import { type HttpRequest, header } from './http.js';
import type { RequestContext } from './operation.js';

/** Whose resources a caller sees, unless its access key is itself an account number. */
export const defaultAccountId = '000000000000';

const required = ['Credential', 'Signature', 'SignedHeaders'] as const;

/**
 * Reads who asks from a Signature Version 4 `Authorization` header. The header must be there and complete; the
 * signature itself is not computed. The region comes from the credential scope; the account is the access key
 * where that is twelve digits (a convention of local stand-ins), else `fallbackAccountId`.
 *
 * @throws AwsError `MissingAuthenticationTokenException` or `IncompleteSignatureException`
 */
export function authenticate(
  request: HttpRequest,
  fallbackAccountId: string,
): Pick<RequestContext, 'accountId' | 'region'> {
  const authorization = header(request, 'authorization');
  if (!authorization)
    throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const parameters = parametersOf(authorization);
  const complaints = required
    .filter((name) => !parameters.get(name))
    .map((name) => `Authorization header requires '${name}' parameter. `);
  if (!header(request, 'x-amz-date') && !header(request, 'date'))
    complaints.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  const [accessKeyId, , region, , terminator] = (parameters.get('Credential') ?? '').split('/');
  if (complaints.length > 0 || !accessKeyId || !region || terminator !== 'aws4_request')
    throw new AwsError(
      'IncompleteSignatureException',
      `${complaints.join('')}Authorization=${authorization}`,
      {
        status: 403,
      },
    );
  return { accountId: /^\d{12}$/.test(accessKeyId) ? accessKeyId : fallbackAccountId, region };
}

function parametersOf(authorization: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const part of authorization.split(/[, ]+/).slice(1)) {
    const equals = part.indexOf('=');
    if (equals > 0) parameters.set(part.slice(0, equals), part.slice(equals + 1));
  }
  return parameters;
}
