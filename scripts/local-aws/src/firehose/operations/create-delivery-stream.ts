import { randomUUID } from 'node:crypto';
import {
  CreateDeliveryStream$,
  type CreateDeliveryStreamInput,
  type CreateDeliveryStreamOutput,
} from '@aws-sdk/client-firehose';
import { AwsError } from '../../errors.js';
import type { Operation, RequestContext, Validated } from '../../wire/operation.js';
import type { Firehose } from '../firehose.js';
import { deliveryStreamArn, type KinesisStreamSource } from '../model/delivery-stream.js';
import { destinationOf, onlyS3 } from '../model/destination.js';
import { toTagMap } from './tags.js';

type Input = Validated<CreateDeliveryStreamInput, 'DeliveryStreamName'>;

/** Creates a delivery stream (docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html). */
export const createDeliveryStream: Operation<Firehose, Input, CreateDeliveryStreamOutput> = {
  name: 'CreateDeliveryStream',
  schema: CreateDeliveryStream$,
  async handle(firehose, input, context) {
    const { DeliveryStreamName: name, DeliveryStreamType: type = 'DirectPut' } = input;
    const destination = destinationOf(onlyS3(input, 'DestinationConfiguration'));
    if (input.DeliveryStreamEncryptionConfigurationInput) {
      throw invalid(
        'DeliveryStreamEncryptionConfigurationInput is not supported by local-aws; leave it out.',
      );
    }
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
      tags: toTagMap(input.Tags ?? []),
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
