import { AwsError } from '../errors.js';
import type { Logger } from '../logger.js';
import { SerializationError, UnattributableRequestError } from './errors.js';
import type { HttpAnswer } from './http.js';

/**
 * The one place where an error becomes an answer. What is not an {@link AwsError} is a fault of this server: it is
 * logged with its stack, and the client is told no more than AWS tells of its own faults.
 */
export function errorAnswer(error: unknown, contentType: string, logger: Logger): HttpAnswer {
  if (error instanceof UnattributableRequestError) return xml(error);
  if (error instanceof AwsError)
    return {
      status: error.status,
      headers: { 'content-type': contentType },
      body: JSON.stringify(bodyOf(error)),
    };
  logger.error('a request failed unexpectedly', error);
  return {
    status: 500,
    headers: { 'content-type': contentType },
    body: JSON.stringify({ __type: 'InternalFailure' }),
  };
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
