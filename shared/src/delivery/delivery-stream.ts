import {
  CreateDeliveryStreamCommand,
  DeleteDeliveryStreamCommand,
  type DeliveryStreamDescription,
  DescribeDeliveryStreamCommand,
  type FirehoseClient,
} from '@aws-sdk/client-firehose';
import { createWaiter, type WaiterResult, WaiterState } from '@smithy/core/client';
import type { Connection } from '../connect';
import { LessonError } from '../errors';
import { pace } from '../waiting';

export interface DeliveryOptions {
  readonly streamArn: string;
  readonly bucket: string;
  /** Up to where the objects' keys are the same, e.g. `entregas/`. May hold Firehose's expressions. */
  readonly prefix: string;
  /** Where records go that could not be delivered. */
  readonly errorPrefix: string;
  /** Delivers when so many MiB have come together: 1 to 128. */
  readonly bufferMiB: number;
  /** Delivers after so many seconds, even if less has come: 0 to 900. */
  readonly bufferSeconds: number;
  /** Writes a line break after each record. Without it the documents of an object stand back to back. */
  readonly newline: boolean;
}

export interface EnsuredDeliveryStream extends DeliveryStreamDescription {
  /** False where one of this name was there already; it keeps its own settings. */
  readonly created: boolean;
}

type FirehoseConnection = Pick<Connection, 'firehose' | 'config' | 'endpoint'>;

/** Any role will do for a server that checks none. */
const ANY_ROLE = 'arn:aws:iam::000000000000:role/firehose';

/**
 * Creates a delivery stream from a Kinesis stream to S3 if it is absent, and returns once it is ACTIVE (on AWS
 * about a minute). It delivers what arrives from then on.
 *
 * @throws LessonError `CONFIGURATION` on AWS without `FIREHOSE_ROLE_ARN`; `DELIVERY_FAILED` where AWS could not
 *   create it.
 * @example await ensureDeliveryStream(aws, 'entrega1', { streamArn, bucket, prefix: 'entregas/', … });
 */
export async function ensureDeliveryStream(
  { firehose, config, endpoint }: FirehoseConnection,
  name: string,
  options: DeliveryOptions,
): Promise<EnsuredDeliveryStream> {
  const before = await describe(firehose, name);
  if (before?.DeliveryStreamStatus === 'DELETING') await waitGone(firehose, name);
  const created = !before || before.DeliveryStreamStatus === 'DELETING';
  if (created) {
    const role = endpoint ? (config.firehoseRoleArn ?? ANY_ROLE) : demandRole(config.firehoseRoleArn);
    await firehose.send(new CreateDeliveryStreamCommand(toInput(name, role, options)));
  }
  return { ...(await waitActive(firehose, name)), created };
}

/**
 * Deletes the delivery stream; what it still had in its buffer is delivered or lost, as AWS puts it. One that is
 * not there is fine.
 *
 * @example await deleteDeliveryStream(aws, 'entrega1');
 */
export async function deleteDeliveryStream(
  { firehose }: Pick<Connection, 'firehose'>,
  name: string,
): Promise<void> {
  const before = await describe(firehose, name);
  if (!before) return;
  if (before.DeliveryStreamStatus !== 'DELETING') {
    await firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: name }));
  }
  await waitGone(firehose, name);
}

function toInput(name: string, RoleARN: string, options: DeliveryOptions) {
  return {
    DeliveryStreamName: name,
    DeliveryStreamType: 'KinesisStreamAsSource' as const,
    KinesisStreamSourceConfiguration: { KinesisStreamARN: options.streamArn, RoleARN },
    ExtendedS3DestinationConfiguration: {
      RoleARN,
      BucketARN: `arn:aws:s3:::${options.bucket}`,
      Prefix: options.prefix,
      ErrorOutputPrefix: options.errorPrefix,
      BufferingHints: { SizeInMBs: options.bufferMiB, IntervalInSeconds: options.bufferSeconds },
      ...(options.newline && {
        ProcessingConfiguration: {
          Enabled: true,
          Processors: [{ Type: 'AppendDelimiterToRecord' as const }],
        },
      }),
    },
  };
}

function demandRole(roleArn: string | undefined): string {
  if (roleArn) return roleArn;
  throw new LessonError(
    'CONFIGURATION',
    'Na AWS o Firehose precisa de um papel (role) do IAM que possa ler o stream e gravar no bucket: escreva o ARN dele em FIREHOSE_ROLE_ARN no arquivo .env.',
  );
}

async function describe(
  firehose: FirehoseClient,
  name: string,
): Promise<DeliveryStreamDescription | undefined> {
  try {
    const answer = await firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }));
    return answer.DeliveryStreamDescription;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function waitActive(firehose: FirehoseClient, name: string): Promise<DeliveryStreamDescription> {
  let description: DeliveryStreamDescription | undefined;
  await waitUntil(firehose, async () => {
    description = await describe(firehose, name);
    const status = description?.DeliveryStreamStatus;
    if (status === 'CREATING_FAILED') {
      const { Type, Details } = description?.FailureDescription ?? {};
      throw new LessonError('DELIVERY_FAILED', `A AWS não criou ${name}: ${Type}: ${Details}.`);
    }
    return status === 'ACTIVE';
  });
  return description as DeliveryStreamDescription;
}

async function waitGone(firehose: FirehoseClient, name: string): Promise<void> {
  await waitUntil(firehose, async () => (await describe(firehose, name)) === undefined);
}

/** The SDK brings waiters for Kinesis and S3 and none for Firehose, but what they are made of. */
async function waitUntil(firehose: FirehoseClient, ready: () => Promise<boolean>): Promise<void> {
  let failure: unknown;
  const result: WaiterResult = await createWaiter(
    { client: firehose, ...pace(firehose, 600) },
    {},
    async () => {
      try {
        return { state: (await ready()) ? WaiterState.SUCCESS : WaiterState.RETRY };
      } catch (error) {
        failure = error;
        return { state: WaiterState.FAILURE };
      }
    },
  );
  if (failure) throw failure;
  if (result.state !== WaiterState.SUCCESS) {
    throw new LessonError('TIMED_OUT', 'O Firehose não ficou pronto em dez minutos.');
  }
}
