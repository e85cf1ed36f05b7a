import { UpdateDestination$, type UpdateDestinationInput } from '@aws-sdk/client-firehose';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Firehose } from '../firehose.js';
import { destinationId } from '../model/delivery-stream.js';
import { onlyS3, updatedDestination } from '../model/destination.js';

type Input = Validated<
  UpdateDestinationInput,
  'DeliveryStreamName' | 'CurrentDeliveryStreamVersionId' | 'DestinationId'
>;

/**
 * Changes the settings that the update names and leaves the others; the version goes up by one, and the delivery
 * stream stays ACTIVE (docs.aws.amazon.com/firehose/latest/APIReference/API_UpdateDestination.html).
 */
export const updateDestination: Operation<Firehose, Input, object> = {
  name: 'UpdateDestination',
  schema: UpdateDestination$,
  async handle(firehose, input, context) {
    const { DeliveryStreamName: name, CurrentDeliveryStreamVersionId: version, DestinationId } = input;
    const stream = firehose.catalogue.get(context, name);
    if (stream.status !== 'ACTIVE') {
      throw new AwsError('ResourceInUseException', `Firehose ${name} is not ACTIVE but ${stream.status}.`);
    }
    if (version !== stream.versionId) {
      const message = `The version of Firehose ${name} is ${stream.versionId}, but ${version} was given; describe it anew.`;
      throw new AwsError('ConcurrentModificationException', message);
    }
    if (DestinationId !== destinationId) {
      const message = `Firehose ${name} has no destination ${DestinationId}; its destination is ${destinationId}.`;
      throw new AwsError('InvalidArgumentException', message);
    }
    await firehose.update({
      ...stream,
      destination: updatedDestination(stream.destination, onlyS3(input, 'DestinationUpdate')),
      versionId: String(Number(stream.versionId) + 1),
      updatedAtMs: firehose.clock.now(),
    });
    return {};
  },
};
