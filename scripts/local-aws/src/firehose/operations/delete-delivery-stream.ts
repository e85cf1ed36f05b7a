import { DeleteDeliveryStream$, type DeleteDeliveryStreamInput } from '@aws-sdk/client-firehose';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Firehose } from '../firehose.js';

/** Ends a delivery stream and drops what it has not delivered. Its name is free once it is gone. */
export const deleteDeliveryStream: Operation<
  Firehose,
  Validated<DeleteDeliveryStreamInput, 'DeliveryStreamName'>,
  object
> = {
  name: 'DeleteDeliveryStream',
  schema: DeleteDeliveryStream$,
  async handle(firehose, { DeliveryStreamName: name }, context) {
    const stream = firehose.catalogue.get(context, name);
    if (stream.status === 'CREATING') {
      throw new AwsError(
        'ResourceInUseException',
        `Firehose ${name} under accountId ${context.accountId} is not ACTIVE but ${stream.status}; wait and try again.`,
      );
    }
    if (stream.status !== 'DELETING') await firehose.delete(stream);
    return {};
  },
};
