import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants, connect as http2Connect } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { ListStreams$ } from '@aws-sdk/client-kinesis';
import { createFrontDoor } from '../../scripts/local-aws/src/wire/front-door.js';
import { defaultLimits, type WireLimits } from '../../scripts/local-aws/src/wire/limits.js';
import { listen } from '../../scripts/local-aws/src/wire/listen.js';
import { bindService } from '../../scripts/local-aws/src/wire/service.js';

/** A server with one action, and with limits that a test can reach in a moment. */
async function startLimited(
  t: TestContext,
  given: Partial<WireLimits>,
  handle = async () => ({ StreamNames: [] }),
) {
  const limits = { ...defaultLimits, ...given };
  const operation = { name: 'ListStreams', schema: ListStreams$, handle };
  const onRequest = createFrontDoor({
    names: { host: '127.0.0.1' },
    limits,
    callers: { accountId: '000000000000', now: () => 0 },
    services: [bindService('Kinesis_20131202', [operation], new Map(), {})],
    health: () => ({}),
    logger: { info: () => {}, error: () => {} },
  });
  const listener = await listen({ host: '127.0.0.1', port: 0, onRequest, limits });
  t.after(() => listener.close());
  return listener.port;
}

const headers = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'Kinesis_20131202.ListStreams',
  'x-amz-date': '20260115T120000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=A/20260115/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=00',
};

const requestHead = (length: number) =>
  `POST / HTTP/1.1\r\nhost: localhost\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}content-length: ${length}\r\n\r\n`;

function open(t: TestContext, port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  t.after(() => socket.destroy());
  return socket;
}

/** All that comes until the server ends the connection. */
async function received(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'close');
  return text;
}

const callOver = async (port: number, body = '{}') => {
  const answer = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers, body });
  return { status: answer.status, body: (await answer.json()) as { __type?: string } };
};

test('headers that are too large are answered with an error of AWS, and the connection is closed', async (t) => {
  const port = await startLimited(t, { maxHeaderBytes: 1000 });
  const socket = open(t, port);
  socket.write(`POST / HTTP/1.1\r\nhost: localhost\r\nx-large: ${'x'.repeat(2000)}\r\n\r\n`);
  const answer = await received(socket);
  assert.match(answer, /^HTTP\/1\.1 431 .*"__type":"MalformedHttpRequestException"/s);
  assert.equal((await callOver(port)).status, 200);
});

test('what is no HTTP is answered with an error of AWS', async (t) => {
  const port = await startLimited(t, {});
  const socket = open(t, port);
  socket.write('HELLO\r\n\r\n');
  assert.match(await received(socket), /^HTTP\/1\.1 400 .*"__type":"MalformedHttpRequestException"/s);
});

test('a connection that sends nothing, or no whole header, is closed', async (t) => {
  const port = await startLimited(t, { handshakeMs: 50, headersMs: 50 });
  assert.equal(await received(open(t, port)), '');
  const tls = open(t, port);
  tls.write(Uint8Array.of(0x16, 3, 1));
  assert.equal(await received(tls), '');
  const slow = open(t, port);
  slow.write('POST / HTTP/1.1\r\nhost: loc');
  assert.match(await received(slow), /^HTTP\/1\.1 408 .*"__type":"RequestTimeoutException"/s);
});

test('a request that stops in the middle is cut off, over either protocol', async (t) => {
  const port = await startLimited(t, { stalledMs: 50 });
  const socket = open(t, port);
  socket.write(`${requestHead(100)}{"Lim`);
  await received(socket);
  const session = http2Connect(`http://127.0.0.1:${port}`);
  t.after(() => session.destroy());
  const stream = session.request({ ':method': 'POST', ':path': '/', ...headers });
  stream.on('error', () => {});
  stream.resume();
  stream.write('{"Lim');
  await once(stream, 'close');
  assert.equal(stream.rstCode, constants.NGHTTP2_CANCEL);
});

test('a request that has arrived whole may take longer than that to be answered', async (t) => {
  let finish = (): void => {};
  const until = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const port = await startLimited(t, { stalledMs: 10, idleMs: 10 }, async () => {
    await until;
    return { StreamNames: [] };
  });
  const overHttp1 = callOver(port);
  const session = http2Connect(`http://127.0.0.1:${port}`);
  t.after(() => session.destroy());
  const stream = session.request({ ':method': 'POST', ':path': '/', ...headers });
  stream.end('{}');
  setTimeout(finish, 200);
  const [head] = await once(stream, 'response');
  assert.equal(head[':status'], 200);
  stream.resume();
  assert.equal((await overHttp1).status, 200);
});

test('a connection without requests is closed after a while, over either protocol', async (t) => {
  const port = await startLimited(t, { idleMs: 50 });
  const socket = open(t, port);
  socket.write(`${requestHead(2)}{}`);
  assert.match(await received(socket), /^HTTP\/1\.1 200 /);
  const session = http2Connect(`http://127.0.0.1:${port}`);
  await once(session, 'close');
});

test('no more connections than allowed are taken', async (t) => {
  const port = await startLimited(t, { maxConnections: 2 });
  const first = open(t, port);
  const second = open(t, port);
  await Promise.all([once(first, 'connect'), once(second, 'connect')]);
  assert.equal(await received(open(t, port)), '');
  first.destroy();
  second.destroy();
  for (let answered = false; !answered; ) {
    answered = await callOver(port).then(
      ({ status }) => status === 200,
      () => false,
    );
  }
});

test('bodies that would take too much together are refused for now, with an error that SDKs try again', async (t) => {
  const port = await startLimited(t, { maxPendingBytes: 1000 });
  const holder = open(t, port);
  holder.write(`${requestHead(900)}{"Lim${'x'.repeat(800)}`);
  const answers = async () => callOver(port, JSON.stringify({ Padding: 'x'.repeat(300) }));
  for (;;) {
    const { status, body } = await answers();
    if (status === 200) continue;
    assert.deepEqual([status, body.__type], [503, 'ServiceUnavailable']);
    break;
  }
  holder.destroy();
  while ((await answers()).status !== 200);
  for (let call = 0; call < 20; call++) assert.equal((await answers()).status, 200);
});

test('a client that sends on and on after its body was refused is cut off', async (t) => {
  const port = await startLimited(t, { maxBodyBytes: 1000 });
  const socket = open(t, port);
  const answer = received(socket);
  socket.write(requestHead(1_000_000_000));
  const timer = setInterval(() => socket.write(Buffer.alloc(100, ' ')), 1);
  t.after(() => clearInterval(timer));
  assert.match(await answer, /^HTTP\/1\.1 413 .*RequestEntityTooLargeException/s);
});

test('a request that came while the process was busy is answered, however long that was', async (t) => {
  const port = await startLimited(t, { handshakeMs: 50, stalledMs: 50 });
  const socket = open(t, port);
  await once(socket, 'connect');
  // The other end has been accepted too, as a later connection has.
  await once(open(t, port), 'connect');
  await new Promise((resolve) => setImmediate(resolve));
  socket.write(`${requestHead(2)}{}`);
  busyFor(120);
  const [answer] = (await Promise.race([once(socket, 'data'), once(socket, 'close')])) as [unknown];
  assert.match(String(answer), /^HTTP\/1\.1 200 OK/);
});

function busyFor(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}
