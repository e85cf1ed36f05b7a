import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { connect as http2Connect } from 'node:http2';
import { connect as netConnect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { ListStreams$, ListStreamsCommand, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { startLocalAws, version } from '../../scripts/local-aws/src/index.js';
import { createFrontDoor } from '../../scripts/local-aws/src/wire/front-door.js';
import { listen } from '../../scripts/local-aws/src/wire/listen.js';
import { bindService } from '../../scripts/local-aws/src/wire/service.js';
import { cborCall } from './support/cbor-call.js';
import { bytes, createActiveStream, readShard, startTestServer, text } from './support/kinesis.js';

const authorization =
  'AWS4-HMAC-SHA256 Credential=AKID/20260115/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=00';

const callHeaders = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'Kinesis_20131202.ListStreams',
  'x-amz-date': '20260115T120000Z',
  authorization,
};

interface Call {
  readonly headers?: Record<string, string | undefined>;
  readonly body?: string;
  readonly method?: string;
}

/** A call without the SDK, by default a good one. A header that is undefined is left out. */
async function call(endpoint: string, { headers = {}, body = '{}', method = 'POST' }: Call = {}) {
  const given = Object.entries({ ...callHeaders, ...headers }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const hasBody = method === 'POST';
  const response = await fetch(endpoint, { method, headers: given, ...(hasBody ? { body } : {}) });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

test('a good call is answered in AWS JSON 1.1 with a request id', async (t) => {
  const { aws } = await startTestServer(t);
  const answer = await call(aws.endpoint);
  assert.equal(answer.status, 200);
  assert.deepEqual(JSON.parse(answer.body), {
    StreamNames: [],
    HasMoreStreams: false,
    StreamSummaries: [],
  });
  assert.equal(answer.headers.get('content-type'), 'application/x-amz-json-1.1');
  assert.match(answer.headers.get('x-amzn-requestid') ?? '', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.match(answer.headers.get('x-amz-id-2') ?? '', /^[A-Za-z0-9+/]{96}$/);
});

test('an action without output answers with a body of no length', async (t) => {
  const { aws } = await startTestServer(t);
  const answer = await call(aws.endpoint, {
    headers: { 'x-amz-target': 'Kinesis_20131202.CreateStream' },
    body: '{"StreamName":"orders"}',
  });
  assert.deepEqual([answer.status, answer.headers.get('content-length'), answer.body], [200, '0', '']);
});

test('the front door answers as that of AWS', async (t) => {
  const { aws } = await startTestServer(t);
  const expectations: [Call, number, unknown][] = [
    [{ headers: { 'x-amz-target': 'Kinesis_20131202.Fly' } }, 400, { __type: 'UnknownOperationException' }],
    [{ headers: { 'x-amz-target': 'Other.ListStreams' } }, 400, { __type: 'UnknownOperationException' }],
    [{ headers: { 'x-amz-target': undefined } }, 400, { __type: 'UnknownOperationException' }],
    [
      { headers: { 'content-type': 'application/x-amz-xml-1.1' } },
      404,
      {
        __type: 'UnknownOperationException',
        message:
          'Content type application/x-amz-xml-1.1 is not served; send application/x-amz-json-1.1 or application/x-amz-cbor-1.1.',
      },
    ],
    [{ body: '{nonsense' }, 400, { __type: 'SerializationException' }],
    [{ body: '' }, 400, { __type: 'SerializationException' }],
    [{ body: '[]' }, 400, { __type: 'SerializationException' }],
    [
      { headers: { authorization: undefined } },
      400,
      { __type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' },
    ],
    [
      { headers: { authorization: 'AWS4-HMAC-SHA256 Signature=00', 'x-amz-date': undefined } },
      403,
      {
        __type: 'IncompleteSignatureException',
        message:
          "Authorization header requires 'Credential' parameter. Authorization header requires 'SignedHeaders' parameter. " +
          "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. " +
          'Authorization=AWS4-HMAC-SHA256 Signature=00',
      },
    ],
  ];
  for (const [made, status, body] of expectations) {
    const answer = await call(aws.endpoint, made);
    assert.deepEqual([answer.status, JSON.parse(answer.body)], [status, body], JSON.stringify(made));
  }
  const get = await call(aws.endpoint, { method: 'GET' });
  assert.equal(get.status, 403);
  assert.equal(
    get.body,
    '<AccessDeniedException>\n  <Message>Unable to determine service/operation name to be authorized</Message>\n</AccessDeniedException>\n',
  );
});

test('values of another type than the API has are told in the words of AWS', async (t) => {
  const { aws } = await startTestServer(t);
  const put = (member: string, value: unknown) =>
    call(aws.endpoint, {
      headers: { 'x-amz-target': 'Kinesis_20131202.PutRecords' },
      body: JSON.stringify({
        StreamName: 'orders',
        Records: [{ PartitionKey: 'a', Data: '' }],
        [member]: value,
      }),
    });
  const number = 'class com.amazon.coral.value.json.numbers.TruncatingBigNumber';
  const expectations: [string, unknown, string][] = [
    ['StreamName', 5, `${number} can not be converted to an String`],
    ['StreamName', true, 'class java.lang.Boolean can not be converted to an String'],
    ['StreamName', [], 'Start of list found where not expected'],
    ['StreamName', {}, 'Start of structure or map found where not expected.'],
    ['Records', 'x', 'Expected list or null'],
    ['Records', {}, 'Start of structure or map found where not expected.'],
    ['Records', ['x'], 'Expected null'],
    ['Records', [{ PartitionKey: 'a', Data: 5 }], `${number} can not be converted to a Blob`],
  ];
  for (const [member, value, Message] of expectations) {
    const answer = await put(member, value);
    assert.deepEqual(
      [answer.status, JSON.parse(answer.body)],
      [400, { __type: 'SerializationException', Message }],
      JSON.stringify(value),
    );
  }
  for (const Data of ['abc', '****', 'a']) {
    const answer = await put('Records', [{ PartitionKey: 'a', Data }]);
    assert.deepEqual([answer.status, JSON.parse(answer.body).__type], [400, 'SerializationException'], Data);
  }
});

test('a time that is none is refused, in either content type', async (t) => {
  const { aws } = await startTestServer(t);
  const input = {
    StreamName: 'a',
    ShardId: 'shardId-0',
    ShardIteratorType: 'AT_TIMESTAMP',
    Timestamp: 1e300,
  };
  const expected = {
    __type: 'SerializationException',
    Message:
      'class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to milliseconds since epoch',
  };
  const inJson = await call(aws.endpoint, {
    headers: { 'x-amz-target': 'Kinesis_20131202.GetShardIterator' },
    body: JSON.stringify(input),
  });
  assert.deepEqual([inJson.status, JSON.parse(inJson.body)], [400, expected]);
  const { status, output } = await cborCall(aws.endpoint, 'GetShardIterator', input);
  assert.deepEqual([status, output], [400, expected]);
});

test('a body that is too large is refused with 413', async (t) => {
  const { aws } = await startTestServer(t);
  const answer = await call(aws.endpoint, { body: 'x'.repeat(16 * 1024 * 1024 + 1) });
  assert.equal(answer.status, 413);
});

test('both protocols are served on one port at once', async (t) => {
  const server = await startTestServer(t);
  await createActiveStream(server, { StreamName: 'orders', ShardCount: 1 });
  const overHttp1 = (PartitionKey: string) =>
    call(server.aws.endpoint, {
      headers: { 'x-amz-target': 'Kinesis_20131202.PutRecord' },
      body: JSON.stringify({ StreamName: 'orders', PartitionKey, Data: 'aHR0cC8x' }),
    });
  const overHttp2 = (PartitionKey: string) =>
    server.kinesis.send(new PutRecordCommand({ StreamName: 'orders', PartitionKey, Data: bytes('http/2') }));
  const puts = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? overHttp1(`${i}`) : overHttp2(`${i}`)));
  await Promise.all<unknown>(puts);
  const records = await readShard(server.kinesis, 'orders', 'shardId-000000000000');
  for (const protocol of ['http/1', 'http/2'])
    assert.equal(records.filter((record) => text(record) === protocol).length, 20);
});

test('a connection may send its first bytes one by one', async (t) => {
  const { aws } = await startTestServer(t);
  const socket = netConnect(aws.port, '127.0.0.1');
  socket.setNoDelay(true);
  const head = 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';
  for (const byte of head.slice(0, 4)) await new Promise((resolve) => socket.write(byte, resolve));
  socket.write(head.slice(4));
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  assert.match(answer, /^HTTP\/1\.1 /);
});

/** The status of a health check with headers that fetch would not send. */
function statusWith(port: number, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const made = httpRequest({ port, host: '127.0.0.1', path: '/_local-aws/health', headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    made.on('error', reject);
    made.end();
  });
}

test("another site's Host or Origin is refused, loopback's is not", async (t) => {
  const { aws } = await startTestServer(t);
  for (const host of ['localhost', `localhost:${aws.port}`, '127.0.0.1', '[::1]:80', 'bucket.localhost'])
    assert.equal(await statusWith(aws.port, { host }), 200, host);
  for (const host of ['example.com', '127.0.0.1.example.com', '10.0.0.1', 'localhost.example.com'])
    assert.equal(await statusWith(aws.port, { host }), 403, host);
  for (const origin of ['http://localhost:8888', 'http://127.0.0.1'])
    assert.equal(await statusWith(aws.port, { origin }), 200, origin);
  for (const origin of ['https://example.com', 'null', 'http://localhost.example.com'])
    assert.equal(await statusWith(aws.port, { origin }), 403, origin);
});

test('the same holds over HTTP/2, which names the host in :authority', async (t) => {
  const { aws } = await startTestServer(t);
  const session = http2Connect(aws.endpoint);
  t.after(() => session.destroy());
  const status = (authority: string) =>
    new Promise<number>((resolve, reject) => {
      const stream = session.request({ ':path': '/_local-aws/health', ':authority': authority });
      stream.on('response', (headers) => resolve(Number(headers[':status'])));
      stream.on('error', reject);
      stream.resume();
    });
  assert.equal(await status('127.0.0.1'), 200);
  assert.equal(await status('example.com'), 403);
});

test('a name that is allowed is answered, as Host and as Origin, and so are those below *.name', async (t) => {
  const { aws } = await startTestServer(t, { allowedHosts: ['aws.test', '*.Lab.test', '10.0.0.1'] });
  for (const host of ['aws.test', 'AWS.test:4566', 'bucket.lab.test', '10.0.0.1', 'localhost'])
    assert.equal(await statusWith(aws.port, { host }), 200, host);
  for (const host of ['x.aws.test', 'lab.test', '10.0.0.2', 'notlab.test', 'example.com'])
    assert.equal(await statusWith(aws.port, { host }), 403, host);
  assert.equal(await statusWith(aws.port, { origin: 'https://x.lab.test:8443' }), 200);
  assert.equal(await statusWith(aws.port, { origin: 'https://lab.test.example.com' }), 403);
  for (const name of ['', 'http://aws.test', 'aws.test:80', '*', 'a b'])
    await assert.rejects(startTestServer(t, { allowedHosts: [name] }), { code: 'InvalidOption' }, name);
});

test('a page of an allowed origin may ask first, send any header and read the answer, as on AWS', async (t) => {
  const { aws } = await startTestServer(t);
  const origin = 'http://localhost:3000';
  const asked = await fetch(aws.endpoint, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-headers': 'content-type,x-amz-target',
      'access-control-request-method': 'POST',
    },
  });
  assert.deepEqual(
    [asked.status, await asked.text(), asked.headers.get('access-control-allow-origin')],
    [200, '', '*'],
  );
  assert.equal(asked.headers.get('access-control-allow-headers'), 'content-type,x-amz-target');
  assert.equal(asked.headers.get('access-control-allow-methods'), 'POST');
  assert.equal(asked.headers.get('access-control-max-age'), '172800');
  const answer = await call(aws.endpoint, { headers: { origin } });
  assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  assert.match(answer.headers.get('access-control-expose-headers') ?? '', /^x-amzn-RequestId,/);
  assert.equal((await call(aws.endpoint)).headers.get('access-control-allow-origin'), null);
  const foreign = await fetch(aws.endpoint, {
    method: 'OPTIONS',
    headers: { origin: 'https://example.com' },
  });
  assert.deepEqual([foreign.status, foreign.headers.get('access-control-allow-origin')], [403, null]);
});

test('the health check says who is there', async (t) => {
  const { aws } = await startTestServer(t);
  const health: unknown = await (await fetch(`${aws.endpoint}/_local-aws/health`)).json();
  assert.deepEqual(health, {
    name: 'local-aws',
    version,
    pid: process.pid,
    startedAt: '2026-01-15T12:00:00.000Z',
    dataDir: aws.dataDir,
  });
});

test('a port in use is named, and so is an option that cannot be', async (t) => {
  const { aws } = await startTestServer(t);
  await assert.rejects(startLocalAws({ port: aws.port }), {
    name: 'LocalAwsError',
    code: 'PortInUse',
    message: `Port ${aws.port} on 127.0.0.1 is taken by another program. Stop it, or choose another port (0 takes any free one).`,
  });
  for (const options of [{ port: 70_000 }, { port: 1.5 }, { port: 0, transitionMs: -1 }, { accountId: '1' }])
    await assert.rejects(startLocalAws(options), { code: 'InvalidOption' });
});

/** A front door with one action, which fails in a way that nobody foresaw. */
async function startBroken(t: TestContext) {
  const logged: unknown[] = [];
  const broken = {
    name: 'ListStreams',
    schema: ListStreams$,
    handle: () => {
      throw new TypeError('a bug');
    },
  };
  const listener = await listen({
    host: '127.0.0.1',
    port: 0,
    onRequest: createFrontDoor({
      names: { host: '127.0.0.1' },
      callers: { accountId: '000000000000', now: () => 0 },
      services: [bindService('Kinesis_20131202', [broken], new Map(), {})],
      health: () => ({}),
      logger: { info: () => {}, error: (_message, cause) => logged.push(cause) },
    }),
  });
  t.after(() => listener.close());
  return { endpoint: `http://127.0.0.1:${listener.port}`, logged };
}

test('a fault of the server is logged, answered as AWS does, and does not end it', async (t) => {
  const { endpoint, logged } = await startBroken(t);
  for (let attempt = 1; attempt <= 2; attempt++) {
    const answer = await call(endpoint);
    assert.deepEqual([answer.status, JSON.parse(answer.body)], [500, { __type: 'InternalFailure' }]);
    assert.equal(logged.length, attempt);
  }
  assert.match(String(logged[0]), /a bug/);
});

test('a client that goes away in the middle of its request does not end the server', async (t) => {
  const server = await startTestServer(t);
  const socket = netConnect(server.aws.port, '127.0.0.1');
  const head = Object.entries(callHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST / HTTP/1.1\r\nhost: localhost\r\n${head.join('')}content-length: 100\r\n\r\n{"Str`);
  await call(server.aws.endpoint);
  socket.destroy();
  const { StreamNames } = await server.kinesis.send(new ListStreamsCommand({}));
  assert.deepEqual(StreamNames, []);
});

test('close does not wait for a client that has stopped in the middle of its request', async (t) => {
  const { aws } = await startTestServer(t);
  const socket = netConnect(aws.port, '127.0.0.1');
  socket.on('error', () => {});
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.write('POST / HTTP/1.1\r\nhost: localhost\r\nx-amz-target: a.b\r\ncontent-length: 100\r\n\r\n{');
  await call(aws.endpoint);
  await aws.close();
  await ended;
});
