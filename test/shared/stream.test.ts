import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PutRecordCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import {
  deleteStream,
  ensureStream,
  hashKey,
  isOpen,
  listShards,
  produce,
  shardOf,
} from '@aws-streaming-lessons/shared';
import { type Local, openLocal } from './support/local.js';

describe('the stream', () => {
  let local: Local;
  before(async () => {
    local = await openLocal();
  });
  after(() => local[Symbol.asyncDispose]());

  it('is created once, ACTIVE when the call returns, and found the second time', async () => {
    const first = await ensureStream(local.aws, 'once', { mode: 'PROVISIONED', shards: 3 });
    assert.deepEqual([first.created, first.StreamStatus, first.OpenShardCount], [true, 'ACTIVE', 3]);
    const second = await ensureStream(local.aws, 'once', { mode: 'PROVISIONED', shards: 1 });
    assert.deepEqual([second.created, second.OpenShardCount], [false, 3]);
  });

  it('starts with four shards on demand', async () => {
    const { OpenShardCount, StreamModeDetails } = await ensureStream(local.aws, 'on-demand');
    assert.deepEqual([OpenShardCount, StreamModeDetails?.StreamMode], [4, 'ON_DEMAND']);
  });

  it('is created by one of two notebooks that ask at once, and both get it', async () => {
    const both = await Promise.all([ensureStream(local.aws, 'race'), ensureStream(local.aws, 'race')]);
    assert.deepEqual(both.map(({ created }) => created).sort(), [false, true]);
  });

  it('can be deleted, deleted again, and created anew at once', async () => {
    await ensureStream(local.aws, 'gone');
    await Promise.all([deleteStream(local.aws, 'gone'), deleteStream(local.aws, 'gone')]);
    await deleteStream(local.aws, 'gone');
    assert.equal((await ensureStream(local.aws, 'gone')).created, true);
  });

  it('lists all of its shards, closed ones too, over any number of pages', async () => {
    await ensureStream(local.aws, 'pages', { mode: 'PROVISIONED', shards: 1 });
    await local.aws.kinesis.send(
      new SplitShardCommand({
        StreamName: 'pages',
        ShardToSplit: 'shardId-000000000000',
        NewStartingHashKey: (2n ** 127n).toString(),
      }),
    );
    await ensureStream(local.aws, 'pages');
    const shards = await listShards(local.aws, 'pages');
    assert.deepEqual(
      shards.map((shard) => [shard.ShardId, isOpen(shard)]),
      [
        ['shardId-000000000000', false],
        ['shardId-000000000001', true],
        ['shardId-000000000002', true],
      ],
    );
  });

  it('puts a record where shardOf says', async () => {
    await ensureStream(local.aws, 'where', { mode: 'PROVISIONED', shards: 5 });
    const shards = await listShards(local.aws, 'where');
    for (const key of ['990', '991', 'São Paulo', '🛒']) {
      const { ShardId } = await local.aws.kinesis.send(
        new PutRecordCommand({ StreamName: 'where', PartitionKey: key, Data: Buffer.from('x') }),
      );
      assert.equal(shardOf(key, shards)?.ShardId, ShardId, key);
    }
    assert.equal((await produce(local.aws, [], { stream: 'where' })).sent, 0);
  });

  it("hashes a partition key as AWS's own example does", () => {
    assert.equal(hashKey('a'), 16955237001963240173058271559858726497n);
  });
});
