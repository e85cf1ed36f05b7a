import {
  DescribeStreamConsumerCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  PutRecordCommand,
  RegisterStreamConsumerCommand,
  SubscribeToShardCommand,
} from '@aws-sdk/client-kinesis';
import type { Session } from './session.ts';

const StreamName = 'latency';
const ShardId = 'shardId-000000000000';

/** Milliseconds from each put to the moment at which a reader that asks without a pause has the record. */
export async function pollLatency(session: Session, windowMs: number): Promise<number[]> {
  const [writer, reader] = [session.client('HTTP/1.1'), session.client('HTTP/1.1')];
  const times: number[] = [];
  let ShardIterator = await session.iterator(StreamName, 'LATEST');
  for (const end = performance.now() + windowMs; performance.now() < end || times.length === 0; ) {
    const startedAt = performance.now();
    const put = writer.send(new PutRecordCommand({ StreamName, ...numbered(times.length) }));
    for (let found = false; !found; ) {
      const answer = await reader.send(new GetRecordsCommand({ ShardIterator }));
      ShardIterator = answer.NextShardIterator ?? '';
      found = (answer.Records?.length ?? 0) > 0;
    }
    times.push(performance.now() - startedAt);
    await put;
  }
  return times;
}

/** Milliseconds from each put to the moment at which a subscriber has the record. */
export async function subscriptionLatency(session: Session, windowMs: number): Promise<number[]> {
  const client = session.client('HTTP/2');
  const ConsumerARN = await registeredConsumer(session);
  const { EventStream } = await client.send(
    new SubscribeToShardCommand({ ConsumerARN, ShardId, StartingPosition: { Type: 'LATEST' } }),
  );
  if (!EventStream) throw new Error('SubscribeToShard answered without events');
  const times: number[] = [];
  const events = EventStream[Symbol.asyncIterator]();
  try {
    for (const end = performance.now() + windowMs; performance.now() < end || times.length === 0; ) {
      const startedAt = performance.now();
      const put = client.send(new PutRecordCommand({ StreamName, ...numbered(times.length) }));
      for (let found = false; !found; ) {
        const { value, done } = await events.next();
        if (done) throw new Error('the subscription ended');
        found = (value.SubscribeToShardEvent?.Records?.length ?? 0) > 0;
      }
      times.push(performance.now() - startedAt);
      await put;
    }
  } finally {
    await events.return?.();
  }
  return times;
}

const numbered = (n: number) => ({ Data: Buffer.alloc(130, 'x'), PartitionKey: String(n) });

let consumers = 0;

/** One of its own for each subscription: a consumer's earlier one may still be ending. */
async function registeredConsumer(session: Session): Promise<string> {
  const client = session.client('HTTP/1.1');
  const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
  const StreamARN = StreamDescriptionSummary?.StreamARN ?? '';
  consumers += 1;
  const { Consumer } = await client.send(
    new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: `bench-${consumers}` }),
  );
  const ConsumerARN = Consumer?.ConsumerARN ?? '';
  for (let status = Consumer?.ConsumerStatus; status !== 'ACTIVE'; ) {
    const answer = await client.send(new DescribeStreamConsumerCommand({ ConsumerARN }));
    status = answer.ConsumerDescription?.ConsumerStatus;
  }
  return ConsumerARN;
}
