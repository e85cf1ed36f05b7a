import { type HttpRequest, header } from '../http.js';
import type { SignatureProblem } from './problem.js';

/** A Signature Version 4, as the request carries it. Nothing in it is checked but that it is there. */
export interface Signature {
  /** Of a presigned URL it stands in the query. */
  readonly place: 'header' | 'query';
  readonly accessKeyId: string;
  /** `20260115/us-east-1/kinesis/aws4_request` */
  readonly scope: string;
  /** The scope's date, e.g. `20260115`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** In lower case. */
  readonly signedHeaders: readonly string[];
  /** Hexadecimal. */
  readonly signature: string;
  /** When the request was signed, as the client wrote it; `20260115T120000Z` if it is right. */
  readonly signedAt: string;
  readonly sessionToken?: string;
  /** Seconds that a presigned URL is good for. */
  readonly expiresSeconds?: number;
}

const headerParameters = ['Credential', 'Signature', 'SignedHeaders'] as const;
const queryParameters = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
  'X-Amz-Date',
] as const;

/** The signature of a request, from its `Authorization` header or its query; the messages are AWS's. */
export function readSignature(request: HttpRequest): Signature | SignatureProblem {
  const authorization = header(request, 'authorization');
  const [, queryText] = request.url?.split('?') ?? [];
  const query = queryText === undefined ? undefined : new URLSearchParams(queryText);
  const inQuery = query?.has('X-Amz-Algorithm') ? query : undefined;
  if (authorization && inQuery) return { problem: 'two signatures' };
  if (authorization) return fromHeader(request, authorization);
  return inQuery ? fromQuery(inQuery) : { problem: 'none' };
}

function fromHeader(request: HttpRequest, authorization: string): Signature | SignatureProblem {
  const parameters = parametersOf(authorization);
  const complaints = headerParameters
    .filter((name) => !parameters.get(name))
    .map((name) => `Authorization header requires '${name}' parameter. `);
  const date = header(request, 'x-amz-date');
  const httpDate = header(request, 'date');
  if (!date && !httpDate)
    complaints.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  const credential = credentialOf(parameters.get('Credential') ?? '');
  if (complaints.length > 0 || !credential)
    return { problem: 'incomplete', message: `${complaints.join('')}Authorization=${authorization}` };
  const sessionToken = header(request, 'x-amz-security-token');
  return {
    place: 'header',
    ...credential,
    signedHeaders: namesOf(parameters.get('SignedHeaders') ?? ''),
    signature: parameters.get('Signature') ?? '',
    signedAt: date ?? basicFormat(httpDate ?? ''),
    ...(sessionToken !== undefined && { sessionToken }),
  };
}

function fromQuery(query: URLSearchParams): Signature | SignatureProblem {
  const complaints = queryParameters
    .filter((name) => !query.get(name))
    .map((name) => `AWS query-string parameters must include '${name}'. `);
  const credential = credentialOf(query.get('X-Amz-Credential') ?? '');
  if (complaints.length > 0 || !credential)
    return {
      problem: 'incomplete',
      message: `${complaints.join('')}Re-examine the query-string parameters.`,
    };
  const sessionToken = query.get('X-Amz-Security-Token');
  return {
    place: 'query',
    ...credential,
    signedHeaders: namesOf(query.get('X-Amz-SignedHeaders') ?? ''),
    signature: query.get('X-Amz-Signature') ?? '',
    signedAt: query.get('X-Amz-Date') ?? '',
    expiresSeconds: Number(query.get('X-Amz-Expires') ?? '0'),
    ...(sessionToken !== null && { sessionToken }),
  };
}

function parametersOf(authorization: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const part of authorization.split(/[, ]+/).slice(1)) {
    const equals = part.indexOf('=');
    if (equals > 0) parameters.set(part.slice(0, equals), part.slice(equals + 1));
  }
  return parameters;
}

function credentialOf(credential: string) {
  const [accessKeyId, date = '', region, service = '', terminator] = credential.split('/');
  if (!accessKeyId || !region || terminator !== 'aws4_request') return undefined;
  return { accessKeyId, scope: credential.slice(accessKeyId.length + 1), date, region, service };
}

const namesOf = (signedHeaders: string) => signedHeaders.toLowerCase().split(';');

/** An HTTP date in the form of `X-Amz-Date`; as it is where it is no date. */
function basicFormat(httpDate: string): string {
  const time = Date.parse(httpDate);
  return Number.isNaN(time) ? httpDate : toBasicFormat(time);
}

/** E.g. `20260115T120000Z`. */
export const toBasicFormat = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
