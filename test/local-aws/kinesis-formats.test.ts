import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ListTagsForStreamCommand, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { bytes, readShard, startTestServer, text } from './support/kinesis.js';
import { ManualClock } from './support/manual-clock.js';

const root = await mkdtemp(join(tmpdir(), 'local-aws-test-'));
after(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));

const StreamName = 'orders';
const shards = ['shardId-000000000000', 'shardId-000000000001'];

for (const format of [1, 2, 3])
  test(`a folder that was written in format ${format} is read, and written to from then on`, async (t) => {
    const dataDir = await mkdtemp(join(root, 'data-'));
    const fixture = fileURLToPath(new URL(`fixtures/format-${format}`, import.meta.url));
    await cp(fixture, dataDir, { recursive: true });
    const stored = ['1', '2', '3', '4', '5', '6'].map((number) => `record ${number}`);
    for (let start = 0; start < 2; start++) {
      const server = await startTestServer(t, { dataDir, clock: new ManualClock('2026-01-15T13:00:00Z') });
      const { Tags } = await server.kinesis.send(new ListTagsForStreamCommand({ StreamName }));
      assert.deepEqual(Tags, [{ Key: 'team', Value: 'a' }]);
      const records = await Promise.all(shards.map((id) => readShard(server.kinesis, StreamName, id)));
      assert.deepEqual(records.flat().map(text).sort(), stored);
      assert.ok(
        records.flat().every((record) => record.PartitionKey === text(record).replace('record', 'key')),
      );
      const put = new PutRecordCommand({
        StreamName,
        PartitionKey: `key ${7 + start}`,
        Data: bytes(`record ${7 + start}`),
      });
      await server.kinesis.send(put);
      stored.push(`record ${7 + start}`);
      await server.aws.close();
    }
  });
