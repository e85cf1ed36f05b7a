import type { AwsErrorOptions } from '../errors.js';
import { AwsError } from '../errors.js';

/** The body is not what its content type and schema say. AWS spells the member `Message` in this error alone. */
export class SerializationError extends AwsError {
  constructor(message = '', options?: AwsErrorOptions) {
    super('SerializationException', message, options);
  }
}

/** The front door's answer to what it cannot attribute to any operation. AWS sends it as XML, whatever was asked. */
export class UnattributableRequestError extends AwsError {
  constructor() {
    super('AccessDeniedException', 'Unable to determine service/operation name to be authorized', {
      status: 403,
    });
  }
}
