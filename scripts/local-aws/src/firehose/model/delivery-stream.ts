import type {
  DeliveryStreamStatus,
  DeliveryStreamType,
  ExtendedS3DestinationDescription,
} from '@aws-sdk/client-firehose';
import { AwsError } from '../../errors.js';
import type { Caller } from '../../kinesis/kinesis-api.js';

/** A delivery stream as it is stored; replaced whole when something of it changes. */
export interface DeliveryStream {
  /** A UUID: unlike the name it is never used again, so rows of a deleted stream find no new owner. */
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly type: DeliveryStreamType;
  readonly status: DeliveryStreamStatus;
  /** Why the status is CREATING_FAILED. */
  readonly failure?: string;
  /** From `1`, one more with each UpdateDestination. */
  readonly versionId: string;
  readonly createdAtMs: number;
  readonly updatedAtMs?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly kinesis?: KinesisStreamSource;
  readonly destination: ExtendedS3DestinationDescription;
}

/** A delivery stream has one destination, and AWS gives it this id. */
export const destinationId = 'destinationId-000000000001';

/** The Kinesis stream that a delivery stream reads. */
export interface KinesisStreamSource {
  readonly streamArn: string;
  readonly roleArn: string;
  /** Records that arrived before this are not delivered. Absent while the delivery stream is CREATING. */
  readonly deliveryStartedAtMs?: number;
}

/** The stream's key in storage: names are unique in an account and region. */
export function deliveryStreamKey({ accountId, region }: Caller, name: string): string {
  return `${accountId}/${region}/${name}`;
}

/** E.g. `arn:aws:firehose:us-east-1:000000000000:deliverystream/KDS-S3-n4hDk`. */
export function deliveryStreamArn({ accountId, region }: Caller, name: string): string {
  return `arn:aws:firehose:${region}:${accountId}:deliverystream/${name}`;
}

/** AWS's answer for a name it does not know. */
export function deliveryStreamNotFound({ accountId }: Caller, name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Firehose ${name} under account ${accountId} not found.`);
}
