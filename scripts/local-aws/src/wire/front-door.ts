import { isIP } from 'node:net';
import type { Logger } from '../logger.js';
import type { CallerRules } from './authenticate.js';
import { createAwsJsonHandler } from './aws-json.js';
import { errorAnswer, plainJson } from './error-answer.js';
import { UnattributableRequestError } from './errors.js';
import {
  type HttpAnswer,
  type HttpHandler,
  type HttpRequest,
  header,
  hostnameOf,
  requestHostname,
  send,
} from './http.js';
import type { WireService } from './service.js';

/** Path of the health check, which clients of this package use to tell a local-aws from another program. */
export const healthPath = '/_local-aws/health';

/** PutRecords takes 10 MiB of data and keys, a third more in base64, and its JSON around them. */
const maxBodyBytes = 16 * 1024 * 1024;

export interface FrontDoorOptions {
  /** The address that the server is bound to. */
  readonly host: string;
  readonly callers: CallerRules;
  readonly services: readonly WireService[];
  /** Answers whatever is not a call of one of the services: S3. */
  readonly fallback?: HttpHandler;
  /** What the health check tells. */
  readonly health: () => object;
  readonly logger: Logger;
}

/** Every request enters here: is it from this machine, and who answers it? */
export function createFrontDoor(options: FrontDoorOptions): HttpHandler {
  const { services, callers, fallback = unattributable, logger } = options;
  const awsJson = createAwsJsonHandler({ services, callers, maxBodyBytes, logger });
  return async (request, response) => {
    const refused = refusal(request, options.host);
    if (refused) return await send(response, refused);
    try {
      if (pathOf(request) === healthPath) await send(response, json(200, options.health()));
      else if (isCall(request)) await awsJson(request, response);
      else await fallback(request, response);
    } catch (error) {
      await send(response, errorAnswer(error, plainJson, logger));
    }
  };
}

const unattributable: HttpHandler = () => {
  throw new UnattributableRequestError();
};

/** S3's requests carry no target, and no body in one of the RPC protocols' content types. */
const isCall = (request: HttpRequest) =>
  header(request, 'x-amz-target') !== undefined ||
  /^application\/x-amz-(json|cbor)/i.test(header(request, 'content-type') ?? '');

const pathOf = (request: HttpRequest) => request.url?.split('?')[0];

/**
 * A page in the user's browser can reach a server on loopback: with a name of its own that resolves there (DNS
 * rebinding, told by `Host`), or directly (told by `Origin`). Both are turned away.
 */
function refusal(request: HttpRequest, boundHost: string): HttpAnswer | undefined {
  const hostname = requestHostname(request);
  if (!hostname || !isOwnName(hostname, boundHost))
    return refuse(
      `The Host ${hostname ?? '(none)'} is not one of this server's; call it by ${boundHost} or localhost.`,
    );
  const origin = header(request, 'origin');
  if (origin === undefined) return undefined;
  const originHost = hostnameOf(origin.replace(/^[a-z]+:\/\//i, ''));
  if (originHost && isOwnName(originHost, boundHost)) return undefined;
  return refuse(`Requests from pages of ${origin} are not answered, only those from this machine.`);
}

/** Loopback by name or number, the bound address, and buckets in front of `localhost` (S3's virtual hosts). */
function isOwnName(hostname: string, boundHost: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === boundHost.toLowerCase())
    return true;
  if (hostname === '::1' || (isIP(hostname) === 4 && hostname.startsWith('127.'))) return true;
  return isAnyAddress(boundHost) && isIP(hostname) !== 0;
}

/** Bound to every interface: any of the machine's addresses is its own, names are not. */
const isAnyAddress = (host: string) => host === '0.0.0.0' || host === '::';

const refuse = (message: string) => json(403, { __type: 'AccessDeniedException', message });

const json = (status: number, body: object): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
