import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  CreateDeliveryStreamCommand,
  type CreateDeliveryStreamCommandInput,
  DescribeDeliveryStreamCommand,
  type ExtendedS3DestinationConfiguration,
  FirehoseClient,
  PutRecordBatchCommand,
} from '@aws-sdk/client-firehose';
import { CreateStreamCommand, DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { type LimitsOption, startLocalAws } from '../../../scripts/local-aws/src/index.js';
import { ManualClock } from './manual-clock.js';

export const credentials = { accessKeyId: 'AKIAANY', secretAccessKey: 'any' };
export const roleArn = 'arn:aws:iam::000000000000:role/firehose';
export const bucket = 'entregas';

const folders: string[] = [];
// At the end of the file: a test's own hooks run first come, first served, and must find the folder in place.
after(() =>
  Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 3 }))),
);

/** A folder of a test's own, removed when its file's tests are over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'local-aws-test-'));
  folders.push(folder);
  return folder;
}

/** A server whose time the test moves, with the SDK's clients for it, and the failures that it logs. */
export async function openLab(
  t: TestContext,
  options: { dataDir?: string; clock?: ManualClock; limits?: LimitsOption } = {},
) {
  const clock = options.clock ?? new ManualClock('2023-02-17T14:38:59Z');
  const { dataDir, limits = 'aws' } = options;
  const failures: string[] = [];
  const logger = { info: () => {}, error: (message: string) => failures.push(message) };
  const aws = await startLocalAws({
    port: 0,
    clock,
    limits,
    transitionMs: 1000,
    logger,
    ...(dataDir && { dataDir }),
  });
  const config = { endpoint: aws.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  const clients = {
    firehose: new FirehoseClient(config),
    kinesis: new KinesisClient(config),
    s3: new S3Client(config),
  };
  const close = async () => {
    for (const client of Object.values(clients)) client.destroy();
    await aws.close();
  };
  t.after(close);
  return { aws, clock, close, failures, ...clients };
}

export type Lab = Awaited<ReturnType<typeof openLab>>;

/** Steps of the clock after which nothing more can fall due. */
const maxSteps = 400;
/** Far above what the disk takes for what did fall due. */
const patienceMs = 60_000;

/** Repeats `attempt`, moving the clock on in between, until it gives something. */
export async function eventually<T>(
  clock: ManualClock,
  attempt: () => Promise<T | undefined>,
  stepMs = 1000,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (let turn = 0; turn < maxSteps || Date.now() < deadline; turn++) {
    const result = await attempt();
    if (result !== undefined) return result;
    if (turn < maxSteps) clock.advance(stepMs);
    await nextTurn();
  }
  return assert.fail(`it did not come about within ${maxSteps} steps of the clock and ${patienceMs} ms`);
}

export async function createBucket({ s3 }: Lab): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
}

/** Creates a delivery stream and moves the clock until it is ACTIVE. */
export async function createDeliveryStream(
  lab: Lab,
  name: string,
  destination: Partial<ExtendedS3DestinationConfiguration> = {},
  rest: Partial<CreateDeliveryStreamCommandInput> = {},
): Promise<void> {
  await lab.firehose.send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: name,
      ExtendedS3DestinationConfiguration: {
        RoleARN: roleArn,
        BucketARN: `arn:aws:s3:::${bucket}`,
        ...destination,
      },
      ...rest,
    }),
  );
  await eventually(lab.clock, async () => ((await statusOf(lab, name)) === 'ACTIVE' ? true : undefined));
}

export async function statusOf({ firehose }: Lab, name: string): Promise<string | undefined> {
  const { DeliveryStreamDescription } = await firehose.send(
    new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }),
  );
  return DeliveryStreamDescription?.DeliveryStreamStatus;
}

export async function put({ firehose }: Lab, name: string, ...documents: string[]): Promise<void> {
  await firehose.send(
    new PutRecordBatchCommand({
      DeliveryStreamName: name,
      Records: documents.map((text) => ({ Data: Buffer.from(text) })),
    }),
  );
}

/** Creates a Kinesis stream, waits for it, and gives its ARN. */
export async function createKinesisStream(
  { kinesis, clock }: Lab,
  name: string,
  shards = 1,
): Promise<string> {
  await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: shards }));
  return activeStream({ kinesis, clock }, name);
}

export function activeStream(
  { kinesis, clock }: Pick<Lab, 'kinesis' | 'clock'>,
  name: string,
): Promise<string> {
  return eventually(clock, async () => {
    const { StreamDescriptionSummary } = await kinesis.send(
      new DescribeStreamSummaryCommand({ StreamName: name }),
    );
    return StreamDescriptionSummary?.StreamStatus === 'ACTIVE'
      ? StreamDescriptionSummary.StreamARN
      : undefined;
  });
}

/** The settings that make a delivery stream read from a Kinesis stream. */
export const from = (streamArn: string): Partial<CreateDeliveryStreamCommandInput> => ({
  DeliveryStreamType: 'KinesisStreamAsSource',
  KinesisStreamSourceConfiguration: { KinesisStreamARN: streamArn, RoleARN: roleArn },
});

export async function listKeys({ s3 }: Lab, Bucket = bucket): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key = '' }) => Key);
}

export async function readBytes({ s3 }: Lab, Key: string, Bucket = bucket): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  assert.ok(Body);
  return Buffer.from(await Body.transformToByteArray());
}

/** Moves the clock until `count` objects are there, and gives their keys. */
export function deliveredKeys(lab: Lab, count = 1): Promise<string[]> {
  return eventually(lab.clock, async () => {
    const keys = await listKeys(lab);
    return keys.length >= count ? keys : undefined;
  });
}

/** Moves the clock until what was delivered, in order of delivery, satisfies `isComplete`. */
export function deliveredText(lab: Lab, isComplete: (text: string) => boolean): Promise<string> {
  return eventually(lab.clock, async () => {
    const bodies = await Promise.all((await listKeys(lab)).map((key) => readBytes(lab, key)));
    const text = Buffer.concat(bodies).toString();
    return isComplete(text) ? text : undefined;
  });
}
