import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import {
  type ChannelDescription,
  CreateChannelCommand,
  type CreateChannelInput,
  CreateStreamCommand,
  DescribeChannelCommand,
  PutRecordCommand,
  type S3DestinationConfiguration,
  type S3StorageConfiguration,
} from '@aws-sdk/client-kinesis';
import type { LimitsOption } from '../../../scripts/local-aws/src/index.js';
import {
  activeStream,
  bucket,
  createBucket,
  eventually,
  type Lab,
  openLab,
  roleArn,
} from './delivery-lab.js';
import type { ManualClock } from './manual-clock.js';

export const StreamName = 'pedidos';
export const StreamARN = `arn:aws:kinesis:us-east-1:000000000000:stream/${StreamName}`;
export const ChannelName = 'canal';

/** The first half of the hash keys is for the first two of an on-demand stream's four shards. */
export const hashKeys = { first: '0', last: (2n ** 128n - 1n).toString() };

/** Without the rates of calls: a clock that stands still lets no second end. */
const withoutRates: LimitsOption = { controlCallsPerSecond: 'none' };

/** A server with a bucket and an on-demand stream. */
export async function openChannelLab(
  t: TestContext,
  options: { dataDir?: string; limits?: LimitsOption } = {},
): Promise<Lab> {
  const lab = await openLab(t, { limits: withoutRates, ...options });
  await createBucket(lab);
  await createOnDemandStream(lab, StreamName);
  return lab;
}

/** The same server again, after a restart. */
export const reopen = (t: TestContext, dataDir: string, clock: ManualClock): Promise<Lab> =>
  openLab(t, { dataDir, clock, limits: withoutRates });

export async function createOnDemandStream(lab: Lab, name: string): Promise<void> {
  await lab.kinesis.send(
    new CreateStreamCommand({ StreamName: name, StreamModeDetails: { StreamMode: 'ON_DEMAND' } }),
  );
  await activeStream(lab, name);
}

export const storage: S3StorageConfiguration = {
  BucketARN: `arn:aws:s3:::${bucket}`,
  ExpectedBucketOwner: '000000000000',
  CompressionType: 'NONE',
};

/** A channel of JSON records into the bucket, but for what is given. */
export const channelInput = (
  given: Partial<CreateChannelInput> = {},
  destination: Partial<S3DestinationConfiguration> = {},
): CreateChannelInput => ({
  ChannelName,
  ServiceExecutionRoleARN: roleArn,
  StreamConfigurationList: [{ StreamARN, RecordConfiguration: { RecordFormatType: 'JSON' } }],
  S3DestinationConfiguration: { StorageConfiguration: storage, ...destination },
  ...given,
});

export const format = (RecordFormatType: 'JSON' | 'STRING' | 'BYTE_ARRAY' | 'GSR_JSON') => ({
  StreamConfigurationList: [{ StreamARN, RecordConfiguration: { RecordFormatType } }],
});

export async function createChannel(lab: Lab, input = channelInput()): Promise<ChannelDescription> {
  const { ChannelDescription } = await lab.kinesis.send(new CreateChannelCommand(input));
  assert.ok(ChannelDescription);
  return ChannelDescription;
}

export async function describeChannel(lab: Lab, ChannelARN: string): Promise<ChannelDescription> {
  const { ChannelDescription } = await lab.kinesis.send(new DescribeChannelCommand({ ChannelARN }));
  assert.ok(ChannelDescription);
  return ChannelDescription;
}

/** Creates a channel and moves the clock until it is ACTIVE. */
export async function createActiveChannel(lab: Lab, input = channelInput()): Promise<ChannelDescription> {
  const { ChannelARN = '' } = await createChannel(lab, input);
  return inState(lab, ChannelARN, 'ACTIVE');
}

/** Moves the clock until the channel has the status. */
export const inState = (lab: Lab, ChannelARN: string, status: string): Promise<ChannelDescription> =>
  eventually(lab.clock, async () => {
    const description = await describeChannel(lab, ChannelARN);
    return description.ChannelStatus === status ? description : undefined;
  });

export const put = ({ kinesis }: Lab, data: string | Uint8Array, ExplicitHashKey = hashKeys.first) =>
  kinesis.send(
    new PutRecordCommand({ StreamName, PartitionKey: 'p', ExplicitHashKey, Data: Buffer.from(data) }),
  );
