import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { createConnectionFile } from '../../scripts/papermill-js/src/kernel/connection.js';
import { findFreePorts } from '../../scripts/papermill-js/src/kernel/free-ports.js';

const firstThatSystemsGive = 32_768;

describe('The connection file of a kernel', () => {
  it('names ports that no system gives to whoever asks for any, before the kernel has bound them', async (t) => {
    const files = await Promise.all(Array.from({ length: 20 }, () => createConnectionFile('any')));
    t.after(() => files.map((file) => file.remove()));
    for (const { info } of files) {
      const ports = [info.shell_port, info.iopub_port, info.stdin_port, info.control_port, info.hb_port];
      assert.equal(new Set(ports).size, 5);
      assert.ok(ports.every((port) => port < firstThatSystemsGive && port > 1023));
    }
  });

  it('names no port that a server holds', async (t) => {
    const [port = 0] = await findFreePorts(1, '127.0.0.1');
    const server = createServer();
    t.after(() => server.close());
    await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
    const found = await findFreePorts(2_000, '127.0.0.1');
    assert.equal((server.address() as AddressInfo).port, port);
    assert.equal(new Set(found).size, 2_000);
    assert.ok(!found.includes(port));
  });

  it('is for its owner only, and holds a key of its own', {
    skip: process.platform === 'win32',
  }, async () => {
    const [one, other] = [await createConnectionFile('one'), await createConnectionFile('other')];
    assert.equal(statSync(one.path).mode & 0o777, 0o600);
    assert.deepEqual(JSON.parse(readFileSync(one.path, 'utf8')), one.info);
    assert.notEqual(one.info.key, other.info.key);
    one.remove();
    other.remove();
  });
});
