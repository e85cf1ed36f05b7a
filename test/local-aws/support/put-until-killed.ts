import {
  CreateStreamCommand,
  KinesisClient,
  PutRecordsCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import { startLocalAws } from '../../../scripts/local-aws/src/index.js';

/** A server and its producer in one process, which tells its parent of every batch acknowledged until it is killed. */
const [dataDir = ''] = process.argv.slice(2);
const aws = await startLocalAws({ port: 0, transitionMs: 0, dataDir });
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const kinesis = new KinesisClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials });
const StreamName = 'orders';
await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }));
await waitUntilStreamExists(
  { client: kinesis, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 },
  { StreamName },
);
for (let batch = 0; ; batch++) {
  const Records = Array.from({ length: 20 }, (_, i) => ({
    PartitionKey: `${i}`,
    Data: new TextEncoder().encode(`${batch}-${i}`),
  }));
  const answer = await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  process.send?.(answer.Records?.map(({ SequenceNumber }) => SequenceNumber));
}
