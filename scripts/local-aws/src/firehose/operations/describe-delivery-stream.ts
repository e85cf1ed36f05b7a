import {
  type DeliveryStreamDescription,
  DescribeDeliveryStream$,
  type DescribeDeliveryStreamInput,
  type DescribeDeliveryStreamOutput,
} from '@aws-sdk/client-firehose';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Firehose } from '../firehose.js';
import { type DeliveryStream, deliveryStreamArn, destinationId } from '../model/delivery-stream.js';
import { reducedDescription } from '../model/destination.js';

/** Describes a delivery stream: status, source, destination with the defaults filled in. */
export const describeDeliveryStream: Operation<
  Firehose,
  Validated<DescribeDeliveryStreamInput, 'DeliveryStreamName'>,
  DescribeDeliveryStreamOutput
> = {
  name: 'DescribeDeliveryStream',
  schema: DescribeDeliveryStream$,
  handle: (firehose, { DeliveryStreamName: name }, context) => ({
    DeliveryStreamDescription: description(firehose.catalogue.get(context, name)),
  }),
};

function description(stream: DeliveryStream): DeliveryStreamDescription {
  return {
    DeliveryStreamName: stream.name,
    DeliveryStreamARN: deliveryStreamArn(stream, stream.name),
    DeliveryStreamStatus: stream.status,
    ...(stream.failure && { FailureDescription: { Type: 'UNKNOWN_ERROR', Details: stream.failure } }),
    ...(stream.type === 'DirectPut' && { DeliveryStreamEncryptionConfiguration: { Status: 'DISABLED' } }),
    DeliveryStreamType: stream.type,
    VersionId: stream.versionId,
    CreateTimestamp: new Date(stream.createdAtMs),
    ...(stream.updatedAtMs !== undefined && { LastUpdateTimestamp: new Date(stream.updatedAtMs) }),
    ...source(stream),
    Destinations: [
      {
        DestinationId: destinationId,
        S3DestinationDescription: reducedDescription(stream.destination),
        ExtendedS3DestinationDescription: stream.destination,
      },
    ],
    HasMoreDestinations: false,
  };
}

function source({ kinesis }: DeliveryStream): Pick<DeliveryStreamDescription, 'Source'> {
  if (!kinesis) return {};
  const { streamArn, roleArn, deliveryStartedAtMs } = kinesis;
  return {
    Source: {
      KinesisStreamSourceDescription: {
        KinesisStreamARN: streamArn,
        RoleARN: roleArn,
        ...(deliveryStartedAtMs !== undefined && { DeliveryStartTimestamp: new Date(deliveryStartedAtMs) }),
      },
    },
  };
}
