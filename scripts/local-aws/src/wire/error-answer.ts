import { AwsError } from '../errors.js';
import type { Logger } from '../logger.js';
import type { Codec } from './codec.js';
import { SerializationError, UnattributableRequestError } from './errors.js';
import type { HttpAnswer } from './http.js';

/** In what form an error goes out: what a {@link Codec} knows of it. */
type ErrorCodec = Pick<Codec, 'contentType' | 'writeError'>;

/** For those who asked for nothing in particular. */
export const plainJson: ErrorCodec = { contentType: 'application/json', writeError: JSON.stringify };

/**
 * The one place where an error becomes an answer. What is not an {@link AwsError} is a fault of this server: it is
 * logged with its stack, and the client is told no more than AWS tells of its own faults.
 */
export function errorAnswer(error: unknown, codec: ErrorCodec, logger: Logger): HttpAnswer {
  if (error instanceof UnattributableRequestError) return xml(error);
  const headers = { 'content-type': codec.contentType };
  if (error instanceof AwsError)
    return { status: error.status, headers, body: codec.writeError(bodyOf(error)) };
  logger.error('a request failed unexpectedly', error);
  return { status: 500, headers, body: codec.writeError({ __type: 'InternalFailure' }) };
}

function bodyOf(error: AwsError): object {
  if (!error.message) return { __type: error.code };
  const member = error instanceof SerializationError ? 'Message' : 'message';
  return { __type: error.code, [member]: error.message };
}

function xml(error: AwsError): HttpAnswer {
  const body = `<${error.code}>\n  <Message>${error.message}</Message>\n</${error.code}>\n`;
  return { status: error.status, headers: {}, body };
}
