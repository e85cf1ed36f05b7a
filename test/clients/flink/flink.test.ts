import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateStreamCommand,
  KinesisClient,
  PutRecordsCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import { briefJvm, buildWithMaven, withoutMaven } from '../support/maven.js';
import { type Client, openClient } from '../support/open-client.js';

const sent = Array.from({ length: 20 }, (_, n) => `record ${n}`);

// Flink reaches into Java's own classes, for which it has to be let in.
const opened = ['util', 'lang', 'time'].flatMap((name) => [
  '--add-opens',
  `java.base/java.${name}=ALL-UNNAMED`,
]);

describe("Flink's connector", { skip: withoutMaven, concurrency: 2 }, () => {
  let client: Client;
  let classPath: string;
  before(async () => {
    client = await openClient();
    classPath = await buildWithMaven(client, import.meta.dirname);
    await putRecords(client);
  });
  after(() => client[Symbol.asyncDispose]());

  for (const [title, publisher] of [
    ['reads two shards by polling', 'POLLING'],
    ['reads two shards with fan-out, by a consumer that it registers itself', 'EFO'],
  ] as const) {
    it(title, async () => {
      const quiet = [...briefJvm, '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp', classPath];
      const program = ['client.ReadStream', 'vendas', publisher, String(sent.length)];
      const { exitCode, stdout, stderr } = await client.run('java', [...opened, ...quiet, ...program]);
      assert.equal(exitCode, 0, stderr);
      assert.deepEqual(stdout.trim().split(/\r?\n/).sort(), sent.toSorted());
    });
  }
});

async function putRecords({ aws: { endpoint } }: Client): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const kinesis = new KinesisClient({ endpoint, region: 'us-east-1', credentials });
  try {
    const StreamName = 'vendas';
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }));
    await waitUntilStreamExists({ client: kinesis, maxWaitTime: 60, minDelay: 1 }, { StreamName });
    const Records = sent.map((text) => ({ PartitionKey: text, Data: Buffer.from(text) }));
    await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  } finally {
    kinesis.destroy();
  }
}
