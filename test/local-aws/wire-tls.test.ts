import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { connect as http2Connect } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { connect as netConnect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { connect as tlsConnect } from 'node:tls';
import { promisify } from 'node:util';
import { ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createCertificate, isUsable } from '../../scripts/local-aws/src/wire/certificate.js';
import { ownIdentity } from '../../scripts/local-aws/src/wire/tls-identity.js';
import { startTestServer } from './support/kinesis.js';
import { ManualClock } from './support/manual-clock.js';

const day = 24 * 60 * 60 * 1000;

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'local-aws-tls-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

const readCertificate = (file: string | undefined) => readFileSync(file ?? '', 'utf8');

/** The health check over HTTPS. */
function healthStatus(port: number, ca: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const onAnswer = (answer: IncomingMessage) => {
      answer.resume();
      resolve(answer.statusCode);
    };
    const options = { port, host, ca, path: '/_local-aws/health', agent: false };
    httpsRequest(options, onAnswer).on('error', reject).end();
  });
}

test('TLS, HTTP/1.1 and HTTP/2 are served on one port, to clients that trust the certificate', async (t) => {
  const { aws, kinesis } = await startTestServer(t);
  const ca = await aws.certificate();
  for (const host of ['localhost', '127.0.0.1'])
    assert.equal(await healthStatus(aws.port, ca, host), 200, host);
  await assert.rejects(healthStatus(aws.port, '', '127.0.0.1'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  assert.deepEqual((await kinesis.send(new ListStreamsCommand({}))).StreamNames, []);
});

test("the SDK's client speaks HTTP/2 or HTTP/1.1 inside TLS, as both agree", async (t) => {
  const { aws, client } = await startTestServer(t);
  const ca = await aws.certificate();
  const session = http2Connect(`https://127.0.0.1:${aws.port}`, { ca });
  t.after(() => session.destroy());
  const stream = session.request({ ':path': '/_local-aws/health' });
  const status = await new Promise((resolve) => stream.on('response', (head) => resolve(head[':status'])));
  assert.equal(status, 200);
  assert.equal(session.alpnProtocol, 'h2');
  stream.resume();

  const overHttp1 = client({
    endpoint: `https://localhost:${aws.port}`,
    requestHandler: new NodeHttpHandler({ httpsAgent: { ca } }),
  });
  assert.deepEqual((await overHttp1.send(new ListStreamsCommand({}))).StreamNames, []);
  const none = tlsConnect({ port: aws.port, host: '127.0.0.1', ca, ALPNProtocols: ['http/1.1'] });
  await new Promise((resolve) => none.once('secureConnect', resolve));
  assert.equal(none.alpnProtocol, 'http/1.1');
  none.destroy();
});

test('a TLS connection may send its first bytes one by one, and a broken one ends only itself', async (t) => {
  const { aws, kinesis } = await startTestServer(t);
  for (const bytes of ['16', '160301', '16030100050100000100', '1603ff4000ff']) {
    const socket = netConnect(aws.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.resume();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.setNoDelay(true);
    for (const byte of Buffer.from(bytes, 'hex'))
      await new Promise((resolve) => socket.write(Uint8Array.of(byte), resolve));
    socket.end();
    await closed;
  }
  assert.deepEqual((await kinesis.send(new ListStreamsCommand({}))).StreamNames, []);
});

test("the certificate is kept from one start to the next, and its key is its owner's alone", async (t) => {
  const dataDir = await temporaryFolder(t);
  const texts: string[] = [];
  for (let start = 0; start < 2; start++) {
    const { aws } = await startTestServer(t, { dataDir });
    assert.equal(aws.certificateFile, join(dataDir, 'tls', 'certificate.pem'));
    texts.push(readCertificate(aws.certificateFile));
    await aws.close();
  }
  assert.equal(texts[0], texts[1]);
  if (process.platform !== 'win32')
    assert.equal(statSync(join(dataDir, 'tls', 'key.pem')).mode & 0o777, 0o600);
  const { subjectAltName, ca } = new X509Certificate(texts[0] ?? '');
  assert.equal(ca, false);
  assert.equal(
    subjectAltName,
    'DNS:localhost, DNS:*.localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
  );
});

test('the certificate is made anew a month before it ends, also while the server runs', async (t) => {
  const folder = await temporaryFolder(t);
  const clock = new ManualClock();
  const identity = await ownIdentity(folder, clock);
  t.after(() => identity.close());
  const first = identity.pair();
  const ends = Date.parse(new X509Certificate(first.cert).validTo);
  clock.step(ends - 30 * day - clock.now() - day);
  assert.ok(isUsable(first, clock.now()));
  clock.advance(day);
  while (identity.pair() === first) await new Promise((resolve) => setImmediate(resolve));
  const second = identity.pair();
  assert.ok(isUsable(second, clock.now()));
  assert.equal(readFileSync(join(folder, 'certificate.pem'), 'utf8'), second.cert);
});

test('what is no certificate, or of another key, is made anew', async (t) => {
  const folder = await temporaryFolder(t);
  const clock = new ManualClock();
  const pairOf = async () => {
    const identity = await ownIdentity(folder, clock);
    identity.close();
    return identity.pair();
  };
  const first = await pairOf();
  assert.deepEqual(await pairOf(), first);
  writeFileSync(join(folder, 'key.pem'), (await createCertificate(clock.now())).key);
  const second = await pairOf();
  assert.notEqual(second.cert, first.cert);
  writeFileSync(join(folder, 'certificate.pem'), 'nonsense');
  assert.notEqual((await pairOf()).cert, second.cert);
});

test('a certificate that is given is used, and one that does not fit its key is refused', async (t) => {
  const [own, other] = await Promise.all([createCertificate(Date.now()), createCertificate(Date.now())]);
  const { aws } = await startTestServer(t, { tls: own });
  assert.equal(aws.certificateFile, undefined);
  assert.equal(await healthStatus(aws.port, own.cert, 'localhost'), 200);
  await assert.rejects(startTestServer(t, { tls: { cert: own.cert, key: other.key } }), {
    code: 'InvalidOption',
    message: /^The TLS certificate and its key must be PEM texts that belong together: /,
  });
});

test('the SDK trusts the certificate that NODE_EXTRA_CA_CERTS names', async (t) => {
  const { aws } = await startTestServer(t, { dataDir: await temporaryFolder(t) });
  const program = `
    const { KinesisClient, ListStreamsCommand } = await import('@aws-sdk/client-kinesis');
    const answer = await new KinesisClient({ maxAttempts: 1 }).send(new ListStreamsCommand({}));
    console.log(JSON.stringify(answer.StreamNames));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '../../scripts/local-aws'),
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      NODE_EXTRA_CA_CERTS: aws.certificateFile,
      AWS_ENDPOINT_URL: `https://localhost:${aws.port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  });
  assert.equal(stdout, '[]\n');
});
