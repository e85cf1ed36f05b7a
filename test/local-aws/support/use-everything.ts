import { setTimeout as sleep } from 'node:timers/promises';
import { CreateStreamCommand, KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startLocalAws } from '../../../scripts/local-aws/src/index.js';
import { readShard } from './kinesis.js';

/** A server as a program starts it that names no folder; it is put to, read from, and left running until its end. */
const aws = await startLocalAws({ port: 0, transitionMs: 0 });
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const config = { endpoint: aws.endpoint, region: 'us-east-1', credentials, forcePathStyle: true };
const [kinesis, s3] = [new KinesisClient(config), new S3Client(config)];
const [StreamName, Bucket] = ['orders', 'a-bucket'];
await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
const put = new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: new Uint8Array(10) });
while (!(await kinesis.send(put).catch(notYet))) await sleep(5);
await s3.send(new CreateBucketCommand({ Bucket }));
await s3.send(new PutObjectCommand({ Bucket, Key: 'a/b', Body: 'text' }));
const records = (await readShard(kinesis, StreamName, 'shardId-000000000000')).length;
const objects = (await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount;
process.send?.({ dataDir: aws.dataDir, records, objects }, () => process.disconnect());
kinesis.destroy();
s3.destroy();
await aws.close();

function notYet(error: Error): undefined {
  if (error.name !== 'ResourceNotFoundException') throw error;
}
