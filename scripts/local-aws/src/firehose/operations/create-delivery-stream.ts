import { randomUUID } from 'node:crypto';
import {
  CreateDeliveryStream$,
  type CreateDeliveryStreamInput,
  type CreateDeliveryStreamOutput,
} from '@aws-sdk/client-firehose';
import { AwsError } from '../../errors.js';
import type { Constraints } from '../../wire/constraints.js';
import type { Operation, RequestContext, Validated } from '../../wire/operation.js';
import type { Firehose } from '../firehose.js';
import { deliveryStreamArn, type KinesisStreamSource } from '../model/delivery-stream.js';
import { destinationOf } from '../model/destination.js';
import { deliveryStreamName } from './delivery-stream-name.js';

type Input = Validated<CreateDeliveryStreamInput, 'DeliveryStreamName'>;

const roleArn = { required: true, minLength: 1, maxLength: 512, pattern: 'arn:.*' };

const s3: Constraints = {
  RoleARN: roleArn,
  BucketARN: { required: true, minLength: 1, maxLength: 2048, pattern: 'arn:.*:s3:::[\\w\\.\\-]{1,255}' },
  Prefix: { minLength: 0, maxLength: 1024 },
  ErrorOutputPrefix: { minLength: 0, maxLength: 1024 },
  BufferingHints: { members: { SizeInMBs: { min: 1, max: 128 }, IntervalInSeconds: { min: 0, max: 900 } } },
  CompressionFormat: { enum: ['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'] },
};

/** Creates a delivery stream (docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html). */
export const createDeliveryStream: Operation<Firehose, Input, CreateDeliveryStreamOutput> = {
  name: 'CreateDeliveryStream',
  schema: CreateDeliveryStream$,
  constraints: {
    DeliveryStreamName: deliveryStreamName,
    DeliveryStreamType: { enum: ['DirectPut', 'KinesisStreamAsSource', 'MSKAsSource', 'DatabaseAsSource'] },
    KinesisStreamSourceConfiguration: {
      members: {
        KinesisStreamARN: { required: true, minLength: 1, maxLength: 512, pattern: 'arn:.*' },
        RoleARN: roleArn,
      },
    },
    S3DestinationConfiguration: { members: s3 },
    ExtendedS3DestinationConfiguration: {
      members: {
        ...s3,
        FileExtension: { minLength: 0, maxLength: 128, pattern: "^$|\\.[0-9a-z!\\-_.*'()]+" },
        CustomTimeZone: { minLength: 0, maxLength: 50 },
      },
    },
  },
  async handle(firehose, input, context) {
    const { DeliveryStreamName: name, DeliveryStreamType: type = 'DirectPut' } = input;
    const destination = destinationOf(input);
    const kinesis = await sourceOf(firehose, input, context);
    const { accountId, region } = context;
    if (firehose.catalogue.find(context, name)) {
      throw new AwsError(
        'ResourceInUseException',
        `Firehose ${name} under accountId ${accountId} already exists`,
      );
    }
    await firehose.create({
      id: randomUUID(),
      name,
      accountId,
      region,
      type,
      status: 'CREATING',
      versionId: '1',
      createdAtMs: firehose.clock.now(),
      ...(kinesis && { kinesis }),
      destination,
    });
    return { DeliveryStreamARN: deliveryStreamArn(context, name) };
  },
};

async function sourceOf(
  firehose: Firehose,
  input: Input,
  context: RequestContext,
): Promise<KinesisStreamSource | undefined> {
  const { DeliveryStreamType: type = 'DirectPut', KinesisStreamSourceConfiguration: source } = input;
  if (type !== 'DirectPut' && type !== 'KinesisStreamAsSource') {
    throw invalid(
      `DeliveryStreamType ${type} is not supported by local-aws; supported: DirectPut, KinesisStreamAsSource.`,
    );
  }
  if ((type === 'KinesisStreamAsSource') !== (source !== undefined)) {
    throw invalid(
      'KinesisStreamSourceConfiguration must be given for KinesisStreamAsSource, and for no other type.',
    );
  }
  if (!source) return undefined;
  const { KinesisStreamARN: streamArn = '', RoleARN = '' } = source;
  try {
    await firehose.kinesis.describeStreamSummary({ StreamARN: streamArn }, context);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalid(`The source stream ${streamArn} cannot be read: ${error.message}`);
  }
  return { streamArn, roleArn: RoleARN };
}

const invalid = (message: string) => new AwsError('InvalidArgumentException', message);
