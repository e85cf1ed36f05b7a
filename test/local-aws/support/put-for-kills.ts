import { CreateStreamCommand, KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { startLocalAws, systemClock } from '../../../scripts/local-aws/src/index.js';

/**
 * A server and some producers in one process, which tells its parent of every batch acknowledged until it is killed.
 * Its clock is off by some milliseconds, so that from run to run time steps forth and back.
 */
const [dataDir = '', run = '', clockStepMs = '0'] = process.argv.slice(2);
const clock = { ...systemClock, now: () => Date.now() + Number(clockStepMs) };
const aws = await startLocalAws({ port: 0, transitionMs: 0, limits: 'none', dataDir, clock });
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const kinesis = new KinesisClient({
  endpoint: aws.endpoint,
  region: 'us-east-1',
  credentials,
  maxAttempts: 1,
});
const StreamName = 'orders';
await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 2 })).catch((error: Error) => {
  if (error.name !== 'ResourceInUseException') throw error;
});
await Promise.all(Array.from({ length: 4 }, (_, producer) => produce(producer)));

/** Batches of 1 to 40 records, one after the other. */
async function produce(producer: number): Promise<void> {
  for (let batch = 0, next = 0; ; batch++) {
    const first = next;
    next += 1 + ((batch * 7 + producer) % 40);
    const names = Array.from({ length: next - first }, (_, offset) => `${run}/${producer}/${first + offset}`);
    const Records = names.map((name) => ({ PartitionKey: name, Data: new TextEncoder().encode(name) }));
    const answer = await kinesis.send(new PutRecordsCommand({ StreamName, Records })).catch(notYetThere);
    const acknowledged = answer?.Records?.map(({ SequenceNumber }, index) => [names[index], SequenceNumber]);
    if (acknowledged) process.send?.(acknowledged);
  }
}

/** The stream takes a moment to come. Nothing else may fail: server and client die together, in no order. */
function notYetThere(error: Error): undefined {
  if (error.name !== 'ResourceNotFoundException') throw error;
}
