import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { showCases } from '../support/case-result.js';
import { type Client, openClient } from '../support/open-client.js';
import { buildFolder, withoutTools } from '../support/tool.js';

// As new as the SDK itself asks for: it moves on with each release of Rust.
const cargo = { name: 'Cargo', command: 'cargo', args: ['--version'], oldest: '1.94.1' };

describe('The AWS SDK for Rust', { skip: withoutTools(cargo), concurrency: 2 }, () => {
  let client: Client;
  const target = buildFolder('rust');
  const program = path.join(target, 'debug', 'local-aws-client');
  before(async () => {
    client = await openClient();
    const manifest = path.join(import.meta.dirname, 'Cargo.toml');
    const args = ['build', '--locked', '--manifest-path', manifest, '--target-dir', target];
    const built = await client.run('cargo', args);
    assert.equal(built.exitCode, 0, built.stderr);
  });
  after(() => client[Symbol.asyncDispose]());

  it('works with Kinesis', async (t) => showCases(t, await client.run(program, []), 4));
  it('works over TLS with the certificate', async (t) =>
    showCases(t, await client.run(program, [], client.tls), 4));
});
