import { AwsError } from '../errors.js';
import type { Logger } from '../logger.js';
import { AnswerIds } from './answer-ids.js';
import { authenticate, type CallerRules } from './authenticate.js';
import { cborCodec } from './cbor-codec.js';
import { type Codec, jsonCodec } from './codec.js';
import { codecOf } from './codecs.js';
import { errorAnswer } from './error-answer.js';
import { UnattributableRequestError } from './errors.js';
import { encodeEvents, eventStreamType, isEventStream } from './event-stream.js';
import { type HttpAnswer, type HttpHandler, type HttpRequest, header, isGone, send } from './http.js';
import type { WireLimits } from './limits.js';
import type { RequestContext } from './operation.js';
import { PendingBytes, readBody } from './read-body.js';
import type { BoundOperation, WireService } from './service.js';

export interface AwsJsonOptions {
  readonly services: readonly WireService[];
  readonly callers: CallerRules;
  readonly limits: Pick<WireLimits, 'maxBodyBytes' | 'maxPendingBytes'>;
  readonly logger: Logger;
}

/** What is known of a call before it is read. */
type Call = Pick<RequestContext, 'requestId' | 'isGone'>;

/**
 * Answers AWS's RPC requests: one `POST` for each call, the operation in `X-Amz-Target`. A request goes through
 * here from top to bottom: body, operation, caller, input, action, output.
 */
export function createAwsJsonHandler(options: AwsJsonOptions): HttpHandler {
  const pending = new PendingBytes(options.limits.maxPendingBytes);
  const ids = new AnswerIds();
  return async (request, response) => {
    const requestId = ids.requestId();
    const codec = codecOf(header(request, 'content-type'));
    const call = { requestId, isGone: () => isGone(response) };
    const answer = await receive(request, codec, call, pending, options).catch((error: unknown) =>
      errorAnswer(error, codec ?? jsonCodec, options.logger),
    );
    const headers = {
      ...answer.headers,
      'x-amzn-RequestId': requestId,
      'x-amz-id-2': ids.extendedId(),
    };
    await send(response, { ...answer, headers });
  };
}

async function receive(
  request: HttpRequest,
  codec: Codec | undefined,
  call: Call,
  pending: PendingBytes,
  options: AwsJsonOptions,
): Promise<HttpAnswer> {
  if (request.method !== 'POST') throw new UnattributableRequestError();
  const body = await readBody(request, options.limits.maxBodyBytes, pending);
  try {
    return await act(request, body, codec, call, options);
  } finally {
    pending.giveBack(body.length);
  }
}

async function act(
  request: HttpRequest,
  body: Buffer,
  codec: Codec | undefined,
  call: Call,
  { services, callers, logger }: AwsJsonOptions,
): Promise<HttpAnswer> {
  if (!codec) throw unknownContentType(header(request, 'content-type'));
  const readInput = codec.parse(body);
  const operation = operationOf(header(request, 'x-amz-target'), services);
  const caller = authenticate(request, body, callers);
  const input = readInput(operation.schema);
  const output = await operation.invoke(input, { ...caller, ...call });
  if (output !== undefined && isEventStream(operation.schema))
    return {
      status: 200,
      headers: { 'content-type': eventStreamType },
      body: encodeEvents(operation.schema, output, codec, logger),
    };
  return {
    status: 200,
    headers: { 'content-type': codec.contentType },
    body: output === undefined ? '' : codec.writeOutput(operation.schema, output),
  };
}

/** AWS says no more than the name; the rest is for those whose client speaks a protocol that is not served here. */
const unknownContentType = (contentType = '(none)') =>
  new AwsError(
    'UnknownOperationException',
    `Content type ${contentType} is not served; send ${jsonCodec.contentType} or ${cborCodec.contentType}.`,
    { status: 404 },
  );

function operationOf(target: string | undefined, services: readonly WireService[]): BoundOperation {
  const [prefix, name = ''] = (target ?? '').split('.');
  const operation = services.find(({ targetPrefix }) => targetPrefix === prefix)?.operations.get(name);
  if (!operation) throw new AwsError('UnknownOperationException', '');
  return operation;
}
