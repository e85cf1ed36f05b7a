import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  DecreaseStreamRetentionPeriodCommand,
  DescribeStreamCommand,
  IncreaseStreamRetentionPeriodCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { cborCall } from './support/cbor-call.js';
import { bytes, startTestServer, transitionMs } from './support/kinesis.js';
import { afterTime, createQueue, openQueue, putTexts, textsOf } from './support/queues.js';

const StreamName = 'orders';

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => String(index).padStart(3, '0'));

test('a record is one worker’s until its visibility timeout is over, and then comes again', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  await putTexts(server, ['a']);
  const arrivedAt = new Date(server.clock.now());
  server.clock.advance(1000);
  const receivedAt = new Date(server.clock.now());
  const [first] = await queue.receive();
  assert.ok(first);
  assert.match(first.RecordId ?? '', /^[a-z0-9]{1,64}$/);
  assert.deepEqual(first, {
    ReceiptHandle: first.ReceiptHandle,
    RecordId: first.RecordId,
    PartitionKey: 'a',
    Data: bytes('a'),
    ApproximateArrivalTimestamp: arrivedAt,
    FirstReceiveTimestamp: receivedAt,
    ReceiveCount: 1,
  });
  server.clock.advance(28_000);
  assert.deepEqual(await afterTime(server, 1_000, queue.receive({ WaitTimeSeconds: 1 })), []);
  const [again] = await afterTime(server, 2_000, queue.receive({ WaitTimeSeconds: 2 }));
  assert.deepEqual(again, { ...first, ReceiptHandle: again?.ReceiptHandle, ReceiveCount: 2 });
  assert.notEqual(again?.ReceiptHandle, first.ReceiptHandle);
});

test('what is acknowledged does not come again', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  await putTexts(server, ['a', 'b']);
  const received = await queue.receive();
  assert.deepEqual(textsOf(received), ['a', 'b']);
  const [a, b] = received;
  assert.ok(a && b);
  assert.deepEqual(await queue.change('acknowledge', [a]), []);
  // Each entry has a result of its own.
  assert.deepEqual(await queue.change('acknowledge', [a, b]), ['ResourceNotFoundException']);
  server.clock.advance(60_000);
  await putTexts(server, ['c']);
  assert.deepEqual(textsOf(await queue.receive()), ['c']);
});

test('a handle is good until somebody else receives the record, however late', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  await putTexts(server, ['a', 'b']);
  const [late] = await queue.receive({ Limit: 1 });
  const [early] = await queue.receive({ Limit: 1 });
  assert.ok(late && early);
  server.clock.advance(3_600_000);
  assert.deepEqual(await queue.change('acknowledge', [late]), []);
  const [again] = await queue.receive();
  assert.ok(again);
  assert.deepEqual(await queue.change('acknowledge', [early]), ['ResourceNotFoundException']);
  assert.deepEqual(await queue.change('hide', [early], 5), ['ResourceNotFoundException']);
  assert.deepEqual(await queue.change('acknowledge', [again]), []);
});

test('a handle is good for its own queue and its own actions', async (t) => {
  const server = await startTestServer(t);
  const first = await openQueue(server);
  const second = await createQueue(server.once, { name: 'second' });
  server.clock.advance(transitionMs);
  await putTexts(server, ['a']);
  const [own] = await first.receive();
  const [other] = await second.receive();
  assert.ok(own && other);
  assert.equal(own.RecordId, other.RecordId);
  assert.deepEqual(await second.change('acknowledge', [own]), ['InvalidArgumentException']);
  assert.deepEqual(await first.change('acknowledgeDead', [own]), ['InvalidArgumentException']);
  assert.deepEqual(await first.change('restore', [own]), ['InvalidArgumentException']);
  const ReceiptHandle = 'made-up';
  assert.deepEqual(await first.change('acknowledge', [{ ReceiptHandle }, own]), ['InvalidArgumentException']);
  assert.deepEqual(await second.change('acknowledge', [other]), []);
});

test('the call sets the visibility timeout, and again while the record is in flight', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server, { seconds: 100 });
  await putTexts(server, ['a']);
  const [record] = await queue.receive({ VisibilityTimeoutSeconds: 10 });
  assert.ok(record);
  server.clock.advance(9_000);
  assert.deepEqual(await queue.change('hide', [record], 40), []);
  server.clock.advance(38_000);
  assert.deepEqual(await afterTime(server, 1_000, queue.receive({ WaitTimeSeconds: 1 })), []);
  const [again] = await afterTime(server, 2_000, queue.receive({ WaitTimeSeconds: 2 }));
  assert.equal(again?.ReceiveCount, 2);
  assert.deepEqual(await queue.change('hide', [record], 5), ['ResourceNotFoundException']);
});

test('with a visibility timeout of 0 a record can be received again at once', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  await putTexts(server, ['a']);
  const [record] = await queue.receive();
  assert.ok(record);
  await queue.change('hide', [record], 0);
  assert.equal((await queue.receive({ VisibilityTimeoutSeconds: 0 }))[0]?.ReceiveCount, 2);
  assert.equal((await queue.receive())[0]?.ReceiveCount, 3);
});

test('a changed visibility timeout holds for what is received after the change', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server, { seconds: 100 });
  await putTexts(server, ['a']);
  assert.equal((await queue.receive()).length, 1);
  await queue.update({ VisibilityTimeoutSeconds: 1 });
  await putTexts(server, ['b']);
  assert.deepEqual(textsOf(await queue.receive()), ['b']);
  server.clock.advance(transitionMs);
  await putTexts(server, ['c']);
  assert.deepEqual(textsOf(await queue.receive()), ['c']);
  server.clock.advance(1000);
  assert.deepEqual(textsOf(await queue.receive()), ['c']);
});

test('workers share the records: each goes to one of them, at most as many as it asks for', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  await putTexts(server, numbered(40));
  const limited = await queue.receive({ Limit: 3 });
  assert.equal(limited.length, 3);
  const others = await Promise.all(Array.from({ length: 4 }, () => queue.receive()));
  assert.deepEqual(textsOf([...limited, ...others.flat()]), numbered(40));
});

test('a call takes as many as it may from puts of few records and of many', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  const PartitionKey = 'one shard';
  const put = (count: number) =>
    server.once.send(
      new PutRecordsCommand({
        StreamName,
        Records: Array.from({ length: count }, () => ({ PartitionKey, Data: bytes('x') })),
      }),
    );
  for (const count of [15, 1, 1, 40, 3]) await put(count);
  const counts: number[] = [];
  for (let left = 60; left > 0; left -= counts.at(-1) ?? 0) counts.push((await queue.receive()).length);
  assert.deepEqual(counts, [10, 10, 10, 10, 10, 10]);
});

test('new records and those that come again take turns, and neither waits for ever', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server, { seconds: 0, maxReceives: 0 });
  await putTexts(server, numbered(30));
  const seen = new Set<string>();
  for (let call = 0; call < 6; call++) for (const text of textsOf(await queue.receive())) seen.add(text);
  assert.deepEqual([...seen].sort(), numbered(30));
});

test('a call waits for a record, nine seconds unless it says otherwise', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  for (const [WaitTimeSeconds, seconds] of [
    [1, 1],
    [undefined, 9],
  ] as const) {
    let hasEnded = false;
    const timers = server.clock.waiting;
    const call = queue.receive({ WaitTimeSeconds }).finally(() => {
      hasEnded = true;
    });
    while (server.clock.waiting === timers) await nextTurn();
    server.clock.advance(seconds * 1000 - 1);
    await server.once.send(new DescribeStreamCommand({ StreamName }));
    assert.equal(hasEnded, false);
    server.clock.advance(1);
    assert.deepEqual(await call, []);
  }

  // The clock stands still: only the record itself can end these.
  const calls = [queue.receive({ Limit: 1 }), queue.receive({ Limit: 1 })];
  await putTexts(server, ['a', 'b']);
  assert.deepEqual(textsOf((await Promise.all(calls)).flat()), ['a', 'b']);
});

test('a record that somebody makes visible goes to whoever waits', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  await putTexts(server, ['a']);
  const [record] = await queue.receive();
  assert.ok(record);
  const waiting = queue.receive({ WaitTimeSeconds: 20 });
  await queue.change('hide', [record], 0);
  assert.deepEqual(textsOf(await waiting), ['a']);
});

test('a call that waits ends when its queue is deleted', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  const waiting = assert.rejects(queue.receive(), { name: 'ResourceNotFoundException' });
  await queue.delete();
  await waiting;
});

test('a server that is closed does not wait for the calls that do', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  const timers = server.clock.waiting;
  const waiting = queue.receive({ WaitTimeSeconds: 20 });
  while (server.clock.waiting === timers) await nextTurn();
  await server.aws.close();
  assert.deepEqual(await waiting, []);
});

test('a worker that went while it waited gets no record that another could have', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  const hasGone = new AbortController();
  const timers = server.clock.waiting;
  const gone = assert.rejects(queue.receive({}, hasGone.signal), { name: 'AbortError' });
  while (server.clock.waiting === timers) await nextTurn();
  hasGone.abort();
  await gone;
  // Another call on the same connection is answered after the server has learnt of it.
  await server.once.send(new DescribeStreamCommand({ StreamName }));
  await putTexts(server, ['a']);
  assert.deepEqual(textsOf(await queue.receive()), ['a']);
});

test('after MaxReceiveCount receives a record is a dead letter, to be received as such', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server, { maxReceives: 2 });
  await putTexts(server, ['a', 'b', 'c']);
  for (const count of [1, 2]) {
    const received = await queue.receive();
    assert.deepEqual(
      received.map(({ ReceiveCount }) => ReceiveCount),
      [count, count, count],
    );
    assert.deepEqual(await afterTime(server, 1_000, queue.receiveDead({ WaitTimeSeconds: 1 })), []);
    server.clock.advance(30_000);
    if (count === 2) assert.deepEqual(await queue.change('acknowledge', received), Array(3).fill(gone));
  }
  assert.deepEqual(await afterTime(server, 1_000, queue.receive({ WaitTimeSeconds: 1 })), []);
  const dead = await queue.receiveDead();
  assert.deepEqual(textsOf(dead), ['a', 'b', 'c']);
  const [a, b, c] = dead.sort((x, y) => ((x.PartitionKey ?? '') < (y.PartitionKey ?? '') ? -1 : 1));
  assert.ok(a && b && c);
  assert.deepEqual(await queue.change('acknowledge', [a]), ['InvalidArgumentException']);
  assert.deepEqual(await queue.change('acknowledgeDead', [a]), []);
  assert.deepEqual(await queue.change('restore', [b]), []);
  assert.deepEqual(await queue.change('restore', [b]), [gone]);
  assert.deepEqual(await queue.change('hideDead', [c], 0), []);
  assert.deepEqual(textsOf(await queue.receiveDead()), ['c']);
  const [restored] = await queue.receive();
  assert.equal(restored?.ReceiveCount, 1);
  assert.equal(restored?.PartitionKey, 'b');
  server.clock.advance(30_000);
  assert.equal((await queue.receive())[0]?.ReceiveCount, 2);
  server.clock.advance(30_000);
  assert.deepEqual(textsOf(await queue.receiveDead()), ['b', 'c']);
});

const gone = 'ResourceNotFoundException';

test('a call that waits for dead letters gets one when a record becomes one', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server, { maxReceives: 1, seconds: 5 });
  await putTexts(server, ['a']);
  assert.equal((await queue.receive()).length, 1);
  const dead = await afterTime(server, 20_000, queue.receiveDead({ WaitTimeSeconds: 20 }));
  assert.deepEqual(textsOf(dead), ['a']);
});

test('with dead letters off a record comes again for ever; a lower MaxReceiveCount holds for those that are out', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server, { maxReceives: 0, seconds: 0 });
  await putTexts(server, ['a']);
  for (let count = 1; count <= 20; count++) assert.equal((await queue.receive())[0]?.ReceiveCount, count);
  await queue.update({ DeadLetterConfiguration: { TargetType: 'BUILT_IN', MaxReceiveCount: 3 } });
  server.clock.advance(transitionMs);
  assert.deepEqual(await afterTime(server, 1_000, queue.receive({ WaitTimeSeconds: 1 })), []);
  assert.equal((await queue.receiveDead())[0]?.ReceiveCount, 21);
});

test('retention ends a record wherever it is: new, in flight, dead', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server, { maxReceives: 1, seconds: 1 });
  await putTexts(server, ['dead']);
  await queue.receive();
  server.clock.advance(1000);
  assert.equal((await afterTime(server, 1_000, queue.receive({ WaitTimeSeconds: 1 }))).length, 0);
  await putTexts(server, ['out']);
  const [out] = await queue.receive({ VisibilityTimeoutSeconds: 43_200 });
  await putTexts(server, ['new']);
  assert.ok(out);
  server.clock.advance(86_400_001);
  assert.deepEqual(await queue.change('hide', [out], 0), [gone]);
  assert.deepEqual(await afterTime(server, 1_000, queue.receive({ WaitTimeSeconds: 1 })), []);
  assert.deepEqual(await afterTime(server, 1_000, queue.receiveDead({ WaitTimeSeconds: 1 })), []);
});

test('expired records do not come back when retention is raised again', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  const { once, clock } = server;
  await once.send(new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 48 }));
  clock.advance(transitionMs);
  await putTexts(server, ['a']);
  clock.advance(30 * 3_600_000);
  assert.equal((await queue.receive({ VisibilityTimeoutSeconds: 10 })).length, 1);
  for (const Command of [DecreaseStreamRetentionPeriodCommand, IncreaseStreamRetentionPeriodCommand]) {
    const RetentionPeriodHours = Command === DecreaseStreamRetentionPeriodCommand ? 24 : 48;
    await once.send(new Command({ StreamName, RetentionPeriodHours }));
    clock.advance(transitionMs);
  }
  clock.advance(60_000);
  assert.deepEqual(await afterTime(server, 1_000, queue.receive({ WaitTimeSeconds: 1 })), []);
});

test('at the limit of records in flight only those come that come again, until one is acknowledged', async (t) => {
  const limits = { inFlightQueueRecords: 12, creatingStreams: 'none' } as const;
  const server = await startTestServer(t, { limits });
  const queue = await openQueue(server);
  await putTexts(server, numbered(15));
  const first = await queue.receive();
  assert.equal(first.length, 10);
  assert.equal((await queue.receive()).length, 2);
  const waiting = queue.receive({ WaitTimeSeconds: 20 });
  await queue.change('acknowledge', first.slice(0, 1));
  assert.equal((await waiting).length, 1);
  server.clock.advance(30_000);
  const again = [...(await queue.receive()), ...(await queue.receive())];
  assert.deepEqual(
    again.map(({ ReceiveCount }) => ReceiveCount),
    Array(12).fill(2),
  );
});

test('an answer holds 10 MiB at most', async (t) => {
  const limits = { writeBytesPerSecond: 'none', creatingStreams: 'none' } as const;
  const server = await startTestServer(t, { limits });
  const queue = await openQueue(server);
  const Data = new Uint8Array(1024 * 1024 - 1);
  for (const PartitionKey of numbered(11).map((each) => each.slice(2)))
    await server.once.send(new PutRecordCommand({ StreamName, PartitionKey, Data }));
  assert.equal((await queue.receive()).length, 10);
  assert.equal((await queue.receive()).length, 1);
});

test('queues speak CBOR, with times in milliseconds', async (t) => {
  const server = await startTestServer(t);
  const queue = await openQueue(server);
  await putTexts(server, ['a']);
  const { status, output } = await cborCall(server.aws.endpoint, 'ReceiveQueueRecords', {
    QueueARN: queue.arn,
  });
  assert.equal(status, 200);
  const { QueueRecords } = output as { QueueRecords: { ReceiptHandle: string; Data: Uint8Array }[] };
  const [{ ReceiptHandle, Data } = { ReceiptHandle: '', Data: bytes('') }] = QueueRecords;
  assert.equal(Buffer.from(Data).toString(), 'a');
  const acknowledged = await cborCall(server.aws.endpoint, 'AcknowledgeQueueRecords', {
    QueueARN: queue.arn,
    Entries: [{ ReceiptHandle }],
  });
  assert.deepEqual(acknowledged.output, { Successful: [{ ReceiptHandle }], Failed: [] });
});
