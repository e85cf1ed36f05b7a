import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AddTagsToStreamCommand,
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  ListTagsForResourceCommand,
  ListTagsForStreamCommand,
  PutResourcePolicyCommand,
  RegisterStreamConsumerCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-kinesis';
import { arnOf, registerConsumer } from './support/consumers.js';
import { createActiveStream, startTestServer, transitionMs } from './support/kinesis.js';

const StreamName = 'orders';
const StreamARN = arnOf(StreamName);
const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });

test('a stream and its consumers have tags of their own, by either family of actions', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1, Tags: { team: 'a' } });
  const consumer = await registerConsumer(server, StreamName, 'app');
  const tag = (ResourceARN: string, Tags: Record<string, string>) =>
    server.kinesis.send(new TagResourceCommand({ ResourceARN, Tags }));
  const list = async (ResourceARN: string) => {
    const { Tags = [] } = await server.kinesis.send(new ListTagsForResourceCommand({ ResourceARN }));
    return Object.fromEntries(Tags.map(({ Key = '', Value }) => [Key, Value]));
  };
  await tag(StreamARN, { env: 'test', team: 'b' });
  await tag(consumer, { owner: 'ana' });
  await server.kinesis.send(new AddTagsToStreamCommand({ StreamName, Tags: { cost: '' } }));
  assert.deepEqual(await list(StreamARN), { cost: '', env: 'test', team: 'b' });
  assert.deepEqual(await list(consumer), { owner: 'ana' });
  await server.kinesis.send(new UntagResourceCommand({ ResourceARN: StreamARN, TagKeys: ['env', 'absent'] }));
  await server.kinesis.send(new UntagResourceCommand({ ResourceARN: consumer, TagKeys: ['owner'] }));
  const { Tags } = await server.kinesis.send(new ListTagsForStreamCommand({ StreamName }));
  assert.deepEqual(Tags, [
    { Key: 'cost', Value: '' },
    { Key: 'team', Value: 'b' },
  ]);
  assert.deepEqual(await list(consumer), {});
});

test('a consumer is registered with tags', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const { Consumer } = await server.kinesis.send(
    new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: 'app', Tags: { owner: 'ana' } }),
  );
  const { Tags } = await server.kinesis.send(
    new ListTagsForResourceCommand({ ResourceARN: Consumer?.ConsumerARN }),
  );
  assert.deepEqual(Tags, [{ Key: 'owner', Value: 'ana' }]);
});

test('tags are refused with the words of AWS', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const tag = (Tags: Record<string, string>) =>
    server.kinesis.send(new TagResourceCommand({ ResourceARN: StreamARN, Tags }));
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));
  await tag({ Größe: 'ação _./=+-@: 1' });
  await assert.rejects(tag({ a: 'b!' }), {
    name: 'InvalidArgumentException',
    message:
      'Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @ :.',
  });
  await assert.rejects(tag({ 'a%': 'b' }), {
    name: 'InvalidArgumentException',
    message:
      'Failed to add tags to stream orders under account 000000000000 because some tags contained illegal characters. ' +
      "The allowed characters are Unicode letters, white-spaces, '_',',','/','=','+','-','@',':'.",
  });
  for (const key of ['aws:owner', 'AWS:owner'])
    await assert.rejects(tag({ [key]: 'a' }), {
      name: 'InvalidArgumentException',
      message: /because keys that begin with aws: are reserved for AWS\.$/,
    });
  await tag(many(49));
  await assert.rejects(tag({ 'one-more': '' }), {
    name: 'InvalidArgumentException',
    message:
      'Failed to add tags to stream orders under account 000000000000 because a given stream cannot have more than 50 tags associated with it.',
  });
  await assert.rejects(
    server.kinesis.send(
      new TagResourceCommand({
        ResourceARN: 'arn:aws:kinesis:us-east-1:000000000000:queue/q',
        Tags: { a: 'b' },
      }),
    ),
    { name: 'ResourceNotFoundException' },
  );
});

test('a policy is put, read and deleted, for a stream and for a consumer', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const consumer = await registerConsumer(server, StreamName, 'app');
  for (const ResourceARN of [StreamARN, consumer]) {
    const get = async () => {
      const { $metadata, ...answer } = await server.kinesis.send(
        new GetResourcePolicyCommand({ ResourceARN }),
      );
      return answer;
    };
    const remove = () => server.kinesis.send(new DeleteResourcePolicyCommand({ ResourceARN }));
    assert.deepEqual(await get(), {});
    await server.kinesis.send(new PutResourcePolicyCommand({ ResourceARN, Policy }));
    assert.deepEqual(await get(), { Policy });
    await remove();
    assert.deepEqual(await get(), {});
    await assert.rejects(remove(), {
      name: 'ResourceNotFoundException',
      message: `No resource policy found for resource ARN ${ResourceARN}.`,
    });
  }
});

test('a policy is a document, for something that is there and ready', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName, ShardCount: 1 });
  const put = (ResourceARN: string, text = Policy) =>
    server.kinesis.send(new PutResourcePolicyCommand({ ResourceARN, Policy: text }));
  for (const text of ['{', '[]', '"x"', '{}'])
    await assert.rejects(put(StreamARN, text), { name: 'InvalidArgumentException' });
  await assert.rejects(put(arnOf('absent')), {
    name: 'ResourceNotFoundException',
    message: 'Stream absent under account 000000000000 not found.',
  });
  const { Consumer } = await server.kinesis.send(
    new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: 'app' }),
  );
  const second = Math.floor(server.clock.now() / 1000);
  await assert.rejects(put(Consumer?.ConsumerARN ?? ''), {
    name: 'ResourceInUseException',
    message: `Consumer app with creation timestamp ${second} under stream orders and account 000000000000 is not in ACTIVE status.`,
  });
  server.clock.advance(transitionMs);
  await put(Consumer?.ConsumerARN ?? '');
});
