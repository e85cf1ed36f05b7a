import { CreateStreamCommand, KinesisClient, waitUntilStreamExists } from '@aws-sdk/client-kinesis';
import { startLocalAws } from '../../../scripts/local-aws/src/index.js';
import { createQueue, ListQueuesCommand, putTexts, TestQueue, textsOf } from './queues.js';

/**
 * A server, a producer and the workers of its queue in one process, until it is killed. The parent is told of what
 * was put, of what is about to be acknowledged, and of what was.
 */
const [dataDir = '', run = ''] = process.argv.slice(2);
const aws = await startLocalAws({ port: 0, transitionMs: 0, dataDir, limits: 'none' });
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const kinesis = new KinesisClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials });

const tell = (what: string, texts: readonly string[]) =>
  new Promise<void>((resolve) => {
    process.send?.([what, texts], undefined, undefined, () => resolve());
  });

async function openQueue(): Promise<TestQueue> {
  const { QueueSummaries = [] } = await kinesis.send(new ListQueuesCommand({}));
  const arn = QueueSummaries[0]?.QueueARN;
  if (arn) return new TestQueue(kinesis, arn);
  const stream = { StreamName: 'orders', StreamModeDetails: { StreamMode: 'ON_DEMAND' } } as const;
  // The kill may have come between the two.
  await kinesis.send(new CreateStreamCommand(stream)).catch(() => {});
  const patience = { client: kinesis, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 };
  await waitUntilStreamExists(patience, { StreamName: 'orders' });
  const queue = await createQueue(kinesis, { seconds: 1, maxReceives: 0 });
  while ((await queue.describe())?.QueueStatus !== 'ACTIVE');
  return queue;
}

async function work(queue: TestQueue): Promise<never> {
  for (;;) {
    const records = await queue.receive({ Limit: 7 });
    // Some are left to come again.
    const done = records.filter((_, position) => position % 3 > 0);
    if (done.length === 0) continue;
    await tell('acknowledging', textsOf(done));
    const failed = await queue.change('acknowledge', done);
    if (failed.length === 0) await tell('acknowledged', textsOf(done));
  }
}

async function produce(): Promise<never> {
  for (let batch = 0; ; batch++) {
    const texts = Array.from({ length: 20 }, (_, index) => `${run}/${batch}/${index}`);
    await putTexts({ once: kinesis }, texts);
    await tell('put', texts);
  }
}

const queue = await openQueue();
await Promise.all([produce(), work(queue), work(queue)]);
