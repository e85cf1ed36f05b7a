/** The same hostile requests over and over: a server that kept something of each would grow. */
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { inputOf as inputSchemaOf } from '../../scripts/local-aws/src/wire/codec.js';
import { temporaryFolder } from './support/delivery-lab.js';
import { damaged, encodings, inputOf } from './support/fuzz-input.js';
import { brokenRequests } from './support/fuzz-s3.js';
import { actions } from './support/served-actions.js';

const seed = Number(process.env.LOCAL_AWS_FUZZ_SEED ?? 20_260_115);
const rounds = 5;
const atOnce = 8;
/** Far above what caches and compiled code take, below what is left where a fifth of the requests stay. */
const maxGrowthBytes = 2 * 1024 * 1024;

interface Hostile {
  readonly bytes: Uint8Array;
  /** Nothing more comes, whatever is missing; otherwise the answer is waited for. */
  readonly breaksOff: boolean;
}

/** Inputs of every action in both content types, whole, damaged, and with less of a body than they announce. */
function hostileCalls(): Hostile[] {
  return actions.flatMap(({ target, schema, constraints }) =>
    encodings.flatMap(({ contentType, encode }) => {
      const bodies = inputOf(inputSchemaOf(schema), constraints, {}).map(encode);
      const sample = [bodies, damaged(bodies)].flatMap((some) => fc.sample(some, { seed, numRuns: 2 }));
      const small = sample.filter(({ length }) => length < 100_000);
      return small.map((body, n) => ({
        bytes: callOf(target, contentType, body, n % 4 === 3 ? 1000 : 0),
        breaksOff: n % 4 === 3,
      }));
    }),
  );
}

function callOf(target: string, contentType: string, body: Uint8Array, missing: number): Uint8Array {
  const head = [
    'POST / HTTP/1.1',
    'host: localhost',
    'connection: close',
    `x-amz-target: ${target}`,
    `content-type: ${contentType}`,
    'x-amz-date: 20260115T120000Z',
    'authorization: AWS4-HMAC-SHA256 Credential=A/20260115/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=00',
    `content-length: ${body.length + missing}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

function hostileToS3(): Hostile[] {
  const known = { bucket: 'target', keys: ['key', 'folder/key'], uploadId: '0'.repeat(32) };
  const sample = fc.sample(brokenRequests(known), { seed, numRuns: 300 });
  return sample.map((bytes) => ({ bytes, breaksOff: true }));
}

/** Sends the bytes on a connection of their own, and waits for its end: an answer, or that there is none. */
async function send(port: number, { bytes, breaksOff }: Hostile): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  socket.resume();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  if (breaksOff) socket.end(bytes);
  else socket.write(bytes);
  await closed;
}

async function sendAll(port: number, requests: readonly Hostile[]): Promise<void> {
  const rest = requests.values();
  const worker = async () => {
    for (const hostile of rest) await send(port, hostile);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function startServer(t: TestContext): Promise<{ server: ChildProcess; port: number }> {
  const script = fileURLToPath(new URL('support/serve-and-weigh.ts', import.meta.url));
  const server = fork(script, [await temporaryFolder()], { execArgv: ['--expose-gc', '--import', 'tsx'] });
  t.after(async () => {
    const gone = once(server, 'exit');
    server.disconnect();
    await gone;
  });
  const [port] = await once(server, 'message');
  return { server, port: Number(port) };
}

async function heapOf(server: ChildProcess): Promise<number> {
  const answer = once(server, 'message');
  server.send('weigh');
  return Number((await answer)[0]);
}

test('hostile requests leave nothing behind in the memory of the server', { timeout: 120_000 }, async (t) => {
  const { server, port } = await startServer(t);
  await fetch(`http://127.0.0.1:${port}/target`, { method: 'PUT' });
  const requests = [...hostileCalls(), ...hostileToS3()];
  for (let round = 0; round < rounds; round++) await sendAll(port, requests);
  const middle = await heapOf(server);
  for (let round = 0; round < rounds; round++) await sendAll(port, requests);
  const growth = (await heapOf(server)) - middle;
  t.diagnostic(`${requests.length * rounds} requests: ${growth} bytes more than ${middle}`);
  assert.ok(growth < maxGrowthBytes, `the heap grew by ${growth} bytes to ${middle + growth}`);
});
