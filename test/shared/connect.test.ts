import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { connect, LessonError } from '@aws-streaming-lessons/shared';
import { openLocal } from './support/local.js';

const envFile = path.join(os.tmpdir(), 'no-such-folder', '.env');

async function failure(env: NodeJS.ProcessEnv): Promise<LessonError> {
  const error = await connect({ env, envFile, log: () => assert.fail('it said that it was connected') }).then(
    () => assert.fail('it connected'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof LessonError, String(error));
  assert.equal(error.code, 'CONNECTION');
  return error;
}

/** A server that gives every request the same AWS error. */
async function refuser(type: string): Promise<{ endpoint: string } & AsyncDisposable> {
  const server = http.createServer((_, response) => {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: type, message: 'no' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('connect', () => {
  it('says in one line where the notebook is connected', async () => {
    await using local = await openLocal();
    assert.deepEqual(local.lines, [`Conectado a ${local.aws.endpoint}, região us-east-1.`]);
  });

  it('says that nobody answers at the endpoint, and what to look at', async () => {
    const { message } = await failure({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    assert.match(message, /^Sem resposta de http:\/\/127\.0\.0\.1:9 .*ECONNREFUSED.*AWS_ENDPOINT_URL/);
  });

  it('says that the credentials were refused, and which variables hold them', async () => {
    await using server = await refuser('UnrecognizedClientException');
    const { message } = await failure({ AWS_ENDPOINT_URL: server.endpoint });
    assert.match(
      message,
      /^As credenciais foram recusadas \(UnrecognizedClientException\).*AWS_SECRET_ACCESS_KEY/,
    );
  });

  it('connects with a key that may use streams and not list them', async () => {
    await using server = await refuser('AccessDeniedException');
    const aws = await connect({ env: { AWS_ENDPOINT_URL: server.endpoint }, envFile, log: () => {} });
    assert.equal(aws.endpoint, server.endpoint);
    aws.close();
  });
});
