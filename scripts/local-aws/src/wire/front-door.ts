import type { Logger } from '../logger.js';
import type { CallerRules } from './authenticate.js';
import { createAwsJsonHandler } from './aws-json.js';
import { allowReading, preflightAnswer } from './cross-origin.js';
import { errorAnswer, plainJson } from './error-answer.js';
import { UnattributableRequestError } from './errors.js';
import { type HttpAnswer, type HttpHandler, type HttpRequest, header, send } from './http.js';
import { defaultLimits, type WireLimits } from './limits.js';
import { type OwnNames, refusal } from './own-names.js';
import type { WireService } from './service.js';

/** Path of the health check, which clients of this package use to tell a local-aws from another program. */
export const healthPath = '/_local-aws/health';

export interface FrontDoorOptions {
  readonly names: OwnNames;
  readonly limits?: WireLimits;
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
  const { services, callers, fallback = unattributable, limits = defaultLimits, logger } = options;
  const awsJson = createAwsJsonHandler({ services, callers, limits, logger });
  return async (request, response) => {
    const refused = refusal(request, options.names);
    if (refused) return await send(response, refused);
    try {
      if (header(request, 'origin') !== undefined) {
        if (request.method === 'OPTIONS') return await send(response, preflightAnswer(request));
        allowReading(response);
      }
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

const json = (status: number, body: object): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
