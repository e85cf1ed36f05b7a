/**
 * Random requests to every action: whatever comes, the server answers with an answer or an error of AWS, and goes on.
 * A failure prints the seed and the smallest input that shows it; `LOCAL_AWS_FUZZ_RUNS` makes more of
 * them, `LOCAL_AWS_FUZZ_SEED` others.
 */
import assert from 'node:assert/strict';
import { Agent, request as httpRequest } from 'node:http';
import { type ClientHttp2Session, connect as http2Connect } from 'node:http2';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import {
  CreateDeliveryStreamCommand,
  FirehoseClient,
  ListDeliveryStreamsCommand,
  ResourceInUseException,
} from '@aws-sdk/client-firehose';
import {
  CreateChannelCommand,
  CreateStreamCommand,
  type CreateStreamInput,
  DescribeStreamSummaryCommand,
  type KinesisClient,
  ListChannelsCommand,
  ListStreamConsumersCommand,
  ListStreamsCommand,
  PutRecordCommand,
  RegisterStreamConsumerCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-kinesis';
import { cbor } from '@smithy/core/cbor';
import type { StaticOperationSchema } from '@smithy/types';
import fc from 'fast-check';
import { inputOf as inputSchemaOf } from '../../scripts/local-aws/src/wire/codec.js';
import type { Constraints } from '../../scripts/local-aws/src/wire/constraints.js';
import { damaged, type Encoding, encodings, inputOf } from './support/fuzz-input.js';
import {
  bytes,
  credentials,
  getIterator,
  startTestServer,
  type TestServer,
  transitionMs,
} from './support/kinesis.js';
import { actions } from './support/served-actions.js';

const runs = Number(process.env.LOCAL_AWS_FUZZ_RUNS ?? 6);
const seed = Number(process.env.LOCAL_AWS_FUZZ_SEED ?? 20_260_115);
const StreamName = 'orders';
const answerWithinMs = 60_000;

interface Answer {
  readonly status: number;
  readonly type: string;
  /** Only the beginning of a stream of events. */
  readonly body: Buffer;
}

type Send = (target: string, contentType: string, body: Uint8Array) => Promise<Answer>;

interface Target {
  readonly server: TestServer;
  readonly firehose: FirehoseClient;
  readonly failures: unknown[];
  readonly overHttp1: Send;
  readonly overHttp2: Send;
}

async function startTarget(t: TestContext): Promise<Target> {
  const failures: unknown[] = [];
  const logger = {
    info: () => {},
    error: (message: string, cause?: unknown) => failures.push([message, cause]),
  };
  const server = await startTestServer(t, { logger });
  const agent = new Agent({ keepAlive: true });
  const session = http2Connect(server.aws.endpoint);
  session.on('error', () => {});
  const firehose = new FirehoseClient({ endpoint: server.aws.endpoint, region: 'us-east-1', credentials });
  await fetch(`${server.aws.endpoint}/bucket`, { method: 'PUT' });
  t.after(() => {
    firehose.destroy();
    agent.destroy();
    session.destroy();
  });
  return {
    server,
    firehose,
    failures,
    overHttp1: (target, contentType, body) => http1Call(server.aws.port, agent, target, contentType, body),
    overHttp2: (target, contentType, body) => http2Call(session, target, contentType, body),
  };
}

const headersOf = (target: string, contentType: string) => ({
  'content-type': contentType,
  'x-amz-target': target,
  'x-amz-date': '20260115T120000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=AKID/20260115/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=00',
});

function http1Call(
  port: number,
  agent: Agent,
  target: string,
  contentType: string,
  body: Uint8Array,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { ...headersOf(target, contentType), 'content-length': body.length };
    const signal = AbortSignal.timeout(answerWithinMs);
    const made = httpRequest(
      { port, host: '127.0.0.1', method: 'POST', agent, headers, signal },
      (response) => {
        const type = response.headers['content-type'] ?? '';
        const chunks: Buffer[] = [];
        const finish = () => resolve({ status: response.statusCode ?? 0, type, body: Buffer.concat(chunks) });
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          if (isStream(type)) {
            finish();
            response.destroy();
          }
        });
        response.on('end', finish);
        response.on('error', reject);
      },
    );
    made.on('error', reject);
    made.end(body);
  });
}

function http2Call(
  session: ClientHttp2Session,
  target: string,
  contentType: string,
  body: Uint8Array,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ':method': 'POST', ':path': '/', ...headersOf(target, contentType) });
    stream.setTimeout(answerWithinMs, () => reject(new Error('no answer over HTTP/2')));
    let status = 0;
    let type = '';
    const chunks: Buffer[] = [];
    const finish = () => resolve({ status, type, body: Buffer.concat(chunks) });
    stream.on('response', (head) => {
      status = Number(head[':status']);
      type = head['content-type'] ?? '';
    });
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (isStream(type)) {
        finish();
        stream.close();
      }
    });
    stream.on('end', finish);
    stream.on('error', reject);
    stream.end(body);
  });
}

const isStream = (contentType: string) => contentType.includes('eventstream');

/** An answer in the type of the request: an output, or an error of AWS that is the client's fault. */
function requireAwsAnswer({ status, type, body }: Answer, { contentType }: Encoding): void {
  if (status === 200 && isStream(type)) return;
  assert.equal(type, contentType);
  if (status === 200 && body.length === 0) return;
  const parsed: unknown = contentType.includes('cbor') ? cbor.deserialize(body) : JSON.parse(String(body));
  const { __type } = parsed as { __type?: unknown };
  if (status === 200) {
    assert.equal(__type, undefined);
    return;
  }
  assert.match(String(__type), /^[A-Z][A-Za-z]+$/);
  assert.ok(status >= 400 && status < 500, `${status} ${JSON.stringify(parsed)}`);
}

/** The stream's ARN once it is ACTIVE, whatever the last action did to it. */
async function activeStream(
  { kinesis, clock }: TestServer,
  created: CreateStreamInput = { StreamName, ShardCount: 2 },
): Promise<string> {
  for (;;) {
    try {
      const described = new DescribeStreamSummaryCommand({ StreamName: created.StreamName });
      const answer = await kinesis.send(described);
      const { StreamStatus, StreamARN = '' } = answer.StreamDescriptionSummary ?? {};
      if (StreamStatus === 'ACTIVE') return StreamARN;
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      await kinesis.send(new CreateStreamCommand(created));
    }
    clock.advance(transitionMs);
  }
}

/** A stream, a delivery stream, a consumer and a channel that are there, and tokens of them. */
async function prepare({ server, firehose }: Target) {
  const { kinesis, clock } = server;
  const arn = await activeStream(server);
  await firehose.send(new CreateDeliveryStreamCommand(deliveryStream)).catch((error: unknown) => {
    if (!(error instanceof ResourceInUseException)) throw error;
  });
  const record = { StreamName, PartitionKey: 'a', Data: bytes('x') };
  const { SequenceNumber = '' } = await kinesis.send(new PutRecordCommand(record));
  const ShardId = 'shardId-000000000000';
  const iterator = await getIterator(kinesis, { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
  const ConsumerARN = await consumerOf(kinesis, arn);
  const ChannelARN = await channelOf(server);
  clock.advance(transitionMs);
  return {
    StreamName: [StreamName],
    StreamId: ['abcdefghij0123456789-abc'],
    ConsumerARN: [ConsumerARN],
    ExplicitHashKey: ['0', '1'],
    NewStartingHashKey: ['1000'],
    SequenceNumberForOrdering: [SequenceNumber],
    StartingSequenceNumber: [SequenceNumber],
    SequenceNumber: [SequenceNumber],
    StreamARN: [arn],
    ResourceARN: [arn, ChannelARN],
    ConsumerName: ['reader'],
    ChannelARN: [ChannelARN],
    ChannelName: ['channel', 'another'],
    OutputKeyTemplate: ['a/!{yyyy}!{extension}', '!{stream-name}'],
    ExpectedBucketOwner: ['000000000000'],
    ServiceExecutionRoleARN: [deliveryStream.ExtendedS3DestinationConfiguration.RoleARN],
    ShardId: [ShardId, 'shardId-000000000001'],
    ShardToSplit: [ShardId],
    ShardToMerge: [ShardId],
    AdjacentShardToMerge: ['shardId-000000000001'],
    ShardIterator: [iterator],
    PartitionKey: ['a', 'b'],
    Key: ['a', 'b'],
    TagKeys: ['a', 'b'],
    KeyId: ['alias/aws/kinesis'],
    DeliveryStreamName: [deliveryStream.DeliveryStreamName],
    KinesisStreamARN: [arn],
    CurrentDeliveryStreamVersionId: ['1', '2'],
    DestinationId: ['destinationId-000000000001'],
    Prefix: ['a/', '!{timestamp:yyyy}/'],
    ErrorOutputPrefix: ['e/!{firehose:error-output-type}/'],
    CustomTimeZone: ['UTC', 'America/Sao_Paulo'],
    BucketARN: [deliveryStream.ExtendedS3DestinationConfiguration.BucketARN],
    RoleARN: [deliveryStream.ExtendedS3DestinationConfiguration.RoleARN],
  };
}

const deliveryStream = {
  DeliveryStreamName: 'deliver',
  ExtendedS3DestinationConfiguration: {
    BucketARN: 'arn:aws:s3:::bucket',
    RoleARN: 'arn:aws:iam::000000000000:role/role',
  },
};

/** The consumer that is there, else a new one. */
async function consumerOf(kinesis: KinesisClient, StreamARN: string): Promise<string> {
  const { Consumers = [] } = await kinesis.send(new ListStreamConsumersCommand({ StreamARN }));
  const known = Consumers[0]?.ConsumerARN;
  if (known) return known;
  const input = { StreamARN, ConsumerName: 'reader' };
  const { Consumer } = await kinesis.send(new RegisterStreamConsumerCommand(input));
  return Consumer?.ConsumerARN ?? '';
}

/** The channel that is there, else a new one, with a stream of its own. */
async function channelOf(server: TestServer): Promise<string> {
  const { kinesis, clock } = server;
  const StreamARN = await activeStream(server, { StreamName: 'elastic' });
  const { BucketARN, RoleARN } = deliveryStream.ExtendedS3DestinationConfiguration;
  for (;;) {
    const { ChannelSummaries } = await kinesis.send(
      new ListChannelsCommand({ StreamFilter: [{ StreamARN }] }),
    );
    const known = ChannelSummaries?.[0];
    if (known?.ChannelStatus === 'ACTIVE') return known.ChannelARN ?? '';
    if (!known)
      await kinesis.send(
        new CreateChannelCommand({
          ChannelName: 'channel',
          ServiceExecutionRoleARN: RoleARN,
          StreamConfigurationList: [{ StreamARN, RecordConfiguration: { RecordFormatType: 'STRING' } }],
          S3DestinationConfiguration: {
            StorageConfiguration: { BucketARN, ExpectedBucketOwner: '000000000000', CompressionType: 'GZIP' },
          },
        }),
      );
    clock.advance(transitionMs);
  }
}

/** The server is as it was: it answers both its clients, and nothing went wrong in it that was not foreseen. */
async function requireSound({ server, firehose, failures }: Target): Promise<void> {
  assert.deepEqual(failures, []);
  await server.kinesis.send(new ListStreamsCommand({}));
  await firehose.send(new ListDeliveryStreamsCommand({}));
}

let nextSeed = seed;

const checked = (property: fc.IAsyncProperty<unknown>, numRuns = runs) =>
  fc.assert(property as fc.IAsyncProperty<[unknown]>, { seed: nextSeed++, numRuns });

const bodiesOf = (
  { schema, constraints }: { schema: StaticOperationSchema; constraints: Constraints },
  known: Awaited<ReturnType<typeof prepare>>,
  encoding: Encoding,
) => inputOf(inputSchemaOf(schema), constraints, known).map((input) => encoding.encode(input));

test('every action answers any input with an answer or an error of AWS, in both content types', async (t) => {
  const target = await startTarget(t);
  for (const action of actions) {
    const known = await prepare(target);
    for (const encoding of encodings) {
      for (const send of [target.overHttp1, target.overHttp2]) {
        const property = fc.asyncProperty(bodiesOf(action, known, encoding), async (body) => {
          requireAwsAnswer(await send(action.target, encoding.contentType, body), encoding);
          assert.deepEqual(target.failures, []);
        });
        await checked(property).catch((cause: unknown) => {
          throw new Error(
            `${action.target} in ${encoding.contentType}: ${String(cause)} ${cause instanceof Error ? String(cause.cause) : ''}`,
            { cause },
          );
        });
      }
    }
  }
  await requireSound(target);
});

test('bodies that are cut off or damaged are answered with an error of AWS, or as what they have become', async (t) => {
  const target = await startTarget(t);
  for (const action of actions) {
    const known = await prepare(target);
    for (const encoding of encodings) {
      const property = fc.asyncProperty(damaged(bodiesOf(action, known, encoding)), async (body) => {
        requireAwsAnswer(await target.overHttp1(action.target, encoding.contentType, body), encoding);
        assert.deepEqual(target.failures, []);
      });
      await checked(property);
    }
  }
  await requireSound(target);
});

test('any bytes in place of a body are answered with an error of AWS', async (t) => {
  const target = await startTarget(t);
  for (const encoding of encodings) {
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    );
    const property = fc.asyncProperty(any, fc.constantFrom(...actions), async (body, { target: name }) => {
      requireAwsAnswer(await target.overHttp2(name, encoding.contentType, body), encoding);
    });
    await checked(property, runs * 20);
  }
  await requireSound(target);
});

/** What random requests have brought to light, each once a fault of the server. */
const regressions: readonly [action: string, input: object, error: string][] = [
  ['TagResource', { Tags: { a: null } }, 'ValidationException'],
  ['AddTagsToStream', { StreamName, Tags: { a: null } }, 'ValidationException'],
];

test('what random requests once brought down is answered with an error of AWS', async (t) => {
  const target = await startTarget(t);
  const { StreamARN } = await prepare(target);
  for (const [action, input, error] of regressions) {
    for (const encoding of encodings) {
      const body = encoding.encode({ ResourceARN: StreamARN[0], ...input });
      const answer = await target.overHttp1(`Kinesis_20131202.${action}`, encoding.contentType, body);
      requireAwsAnswer(answer, encoding);
      assert.ok(answer.body.includes(error), `${action} ${answer.body.toString('latin1')}`);
    }
  }
  await requireSound(target);
});

/** The bytes of a good request, for damaging. */
const wholeRequest = Buffer.from(
  `POST / HTTP/1.1\r\nhost: localhost\r\n${Object.entries(
    headersOf('Kinesis_20131202.ListStreams', 'application/x-amz-json-1.1'),
  )
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}content-length: 2\r\n\r\n{}`,
);
const http2Preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0');

test('damaged requests and frames end their own connection at most', async (t) => {
  const target = await startTarget(t);
  const { port } = target.server.aws;
  const streams = fc.oneof(
    damaged(fc.constant(wholeRequest)),
    damaged(damaged(fc.constant(wholeRequest))),
    damaged(fc.constant(http2Preface)),
    fc.uint8Array({ maxLength: 100 }).map((rest) => Buffer.concat([http2Preface, rest])),
    fc.uint8Array({ maxLength: 100 }).map((rest) => Buffer.concat([Uint8Array.of(0x16, 3, 1), rest])),
  );
  const property = fc.asyncProperty(streams, async (bytes) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.resume();
    await new Promise((resolve) => socket.end(bytes, () => resolve(undefined)).once('close', resolve));
    await fetch(`${target.server.aws.endpoint}/_local-aws/health`);
    socket.destroy();
  });
  await checked(property, runs * 30);
  await requireSound(target);
});

test('header values of any kind are answered with an error of AWS', async (t) => {
  const target = await startTarget(t);
  const { port } = target.server.aws;
  const value = fc.oneof(
    fc.string({ maxLength: 60 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
    fc.constantFrom(
      '',
      ',,,',
      'AWS4-HMAC-SHA256 ',
      `Credential=${'/'.repeat(5000)}`,
      'Kinesis_20131202.',
      '.',
      '..',
    ),
  );
  const names = [
    'authorization',
    'x-amz-target',
    'x-amz-date',
    'x-amz-security-token',
    'accept-encoding',
    'x-amz-content-sha256',
  ];
  const good = headersOf('Kinesis_20131202.ListStreams', 'application/x-amz-json-1.1');
  const property = fc.asyncProperty(
    fc.dictionary(fc.constantFrom(...names), value),
    value,
    async (given, query) => {
      const answer = await new Promise<Answer>((resolve, reject) => {
        const path = `/?${encodeURI(query)}&X-Amz-Algorithm=${encodeURIComponent(query)}`;
        const headers = { ...good, ...given };
        const made = httpRequest({ port, host: '127.0.0.1', method: 'POST', path, headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          const type = response.headers['content-type'] ?? '';
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, type, body: Buffer.concat(chunks) }),
          );
        });
        made.on('error', reject);
        made.end('{}');
      });
      requireAwsAnswer(answer, encodings[0] as Encoding);
      assert.deepEqual(target.failures, []);
    },
  );
  await checked(property, runs * 20);
  await requireSound(target);
});
