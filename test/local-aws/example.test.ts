import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as aws from '@aws-sdk/client-kinesis';
import { ManualClock, startLocalAws } from 'local-aws';

describe('My producer', () => {
  it('has to send again what a full shard refuses', async () => {
    const clock = new ManualClock();
    await using server = await startLocalAws({ port: 0, clock, limits: { writeRecordsPerSecond: 2 } });
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    const kinesis = new aws.KinesisClient({ endpoint: server.endpoint, region: 'us-east-1', credentials });

    await kinesis.send(new aws.CreateStreamCommand({ StreamName: 'sales', ShardCount: 1 }));
    clock.advance(1000); // CREATING has become ACTIVE
    const Records = ['a', 'b', 'c'].map((key) => ({ PartitionKey: key, Data: Buffer.from(key) }));
    const put = () => kinesis.send(new aws.PutRecordsCommand({ StreamName: 'sales', Records }));

    const full = await put();
    assert.equal(full.FailedRecordCount, 1);
    assert.equal(full.Records?.[2]?.ErrorCode, 'ProvisionedThroughputExceededException');
    assert.equal((await put()).FailedRecordCount, 3); // in the same second still
    clock.advance(1000);
    assert.equal((await put()).FailedRecordCount, 1);
    kinesis.destroy();
  });
});
