import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { showCases } from '../support/case-result.js';
import { type Client, openClient } from '../support/open-client.js';
import { withoutTools } from '../support/tool.js';

const go = { name: 'Go', command: 'go', args: ['version'], oldest: '1.24' };

describe('The AWS SDK for Go', { skip: withoutTools(go), concurrency: 2 }, () => {
  let client: Client;
  let program: string;
  before(async () => {
    client = await openClient();
    program = path.join(client.folder, 'client.exe');
    const built = await client.run('go', ['build', '-C', import.meta.dirname, '-o', program, '.']);
    assert.equal(built.exitCode, 0, built.stdout + built.stderr);
  });
  after(() => client[Symbol.asyncDispose]());

  it('works with Kinesis', async (t) => showCases(t, await client.run(program, ['kinesis']), 5));
  it('works with Firehose and S3', async (t) => showCases(t, await client.run(program, ['firehose']), 1));
  it('works over TLS once AWS_CA_BUNDLE names the certificate', async (t) =>
    showCases(t, await client.run(program, ['kinesis'], client.tls), 5));
  it('does not trust the certificate unasked', async () => {
    const endpoint = `https://127.0.0.1:${client.aws.port}`;
    const { exitCode, stdout } = await client.run(program, ['firehose'], { AWS_ENDPOINT_URL: endpoint });
    assert.equal(exitCode, 1);
    assert.match(stdout, /certificate signed by unknown authority/);
  });
});
