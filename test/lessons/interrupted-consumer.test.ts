import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectSocket, createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Local, openLocal } from '../shared/support/local.js';
import { TestKernel } from '../tslab-kernel/support/kernel-client.js';

/** Passes connections on to a server, and counts what is sent there. */
async function startCounter(endpoint: string) {
  const { hostname, port } = new URL(endpoint);
  const counted = { bytes: 0 };
  const server = createServer((client) => {
    const upstream = connectSocket(Number(port), hostname);
    client.on('data', (chunk) => {
      counted.bytes += chunk.length;
    });
    client.pipe(upstream).pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const own = typeof address === 'object' && address ? address.port : 0;
  return { counted, server, endpoint: `http://127.0.0.1:${own}` };
}

describe('a consumer that would poll for ever, interrupted', () => {
  let local: Local;
  let counter: Awaited<ReturnType<typeof startCounter>>;
  let kernel: TestKernel;
  before(async () => {
    local = await openLocal();
    counter = await startCounter(String(local.env.AWS_ENDPOINT_URL));
    kernel = await TestKernel.start({
      cwd: fileURLToPath(new URL('../../notebooks', import.meta.url)),
      env: {
        AWS_ENDPOINT_URL: counter.endpoint,
        LESSONS_STATE_DIR: String(local.env.LESSONS_STATE_DIR),
      },
    });
    const { reply } = await kernel.execute(`
      import { connect, consume, ensureStream } from '../shared';
      import { GetRecordsCommand, GetShardIteratorCommand, ListShardsCommand, PutRecordCommand } from '@aws-sdk/client-kinesis';
      const aws = await connect({ envFile: 'none', log: () => {} });
      const stream = 'interrupted';
      await ensureStream(aws, stream, { mode: 'PROVISIONED', shards: 1 });
      const StreamName = stream;
      const put = () =>
        aws.kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'a', Data: Buffer.from('{"n":1}') }));
      await put();`);
    assert.equal(reply.status, 'ok', JSON.stringify(reply));
  });
  after(async () => {
    await kernel.stop();
    counter.server.close();
    await local[Symbol.asyncDispose]();
  });

  /** The loops as a learner writes them. */
  const loops = {
    "of the lessons' consume": `
      for await (const record of consume(aws, { stream, application: 'app', position: 'TRIM_HORIZON', pollMs: 200 })) {
        console.log('record', record.sequenceNumber);
      }`,
    'that is written by hand': `
      const { Shards = [] } = await aws.kinesis.send(new ListShardsCommand({ StreamName }));
      let { ShardIterator } = await aws.kinesis.send(
        new GetShardIteratorCommand({ StreamName, ShardId: Shards[0]!.ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      );
      while (true) {
        const answer = await aws.kinesis.send(new GetRecordsCommand({ ShardIterator }));
        for (const _ of answer.Records ?? []) console.log('record');
        ShardIterator = answer.NextShardIterator;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }`,
    'that is written by hand, swallows all errors and is not awaited': `
      (async () => {
        while (true) {
          try {
            await consumeOnce();
            console.log('record');
          } catch {}
        }
      })();
      async function consumeOnce() { await put(); }
      await new Promise(() => {});`,
  };
  for (const [what, code] of Object.entries(loops)) {
    it(`sends, prints and runs nothing any more: the loop ${what}`, async () => {
      const id = kernel.sendExecute(code);
      await kernel.printed(id, 'record');
      await kernel.request('control', 'interrupt_request');
      const { reply } = await kernel.finish(id);
      assert.equal(reply.ename, 'KeyboardInterrupt', JSON.stringify(reply));
      const sent = counter.counted.bytes;
      await kernel.execute('await new Promise((resolve) => setTimeout(resolve, 1000))');
      assert.equal(counter.counted.bytes, sent, 'something was sent after the reply');
      const last = kernel.received.findLast(
        ({ parentId, channel }) => parentId === id && channel === 'iopub',
      );
      assert.equal(last?.content.execution_state, 'idle', 'something was printed after the reply');
      const again = await kernel.execute('await put(); stream');
      assert.deepEqual(again.content('execute_result')?.data, { 'text/plain': 'interrupted' });
    });
  }

  it('goes on after what it has shown when it is run again', async () => {
    const numbersOf = (text: string) => text.match(/\d{56}/g) ?? [];
    const before = kernel.received.flatMap(({ content }) => numbersOf(content.text ?? ''));
    const again = await kernel.execute(`
      for await (const record of consume(aws, { stream, application: 'app', stopWhenCaughtUp: true })) {
        console.log(record.sequenceNumber);
      }`);
    const after = numbersOf(again.text('stdout'));
    assert.ok(before.length > 0 && after.length > 0, again.traceback);
    assert.deepEqual(
      after.filter((number) => before.includes(number)),
      [],
    );
  });
});
