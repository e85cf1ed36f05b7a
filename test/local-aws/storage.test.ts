import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { ensureBackground } from '../../scripts/local-aws/src/background/index.js';
import { startLocalAws } from '../../scripts/local-aws/src/index.js';
import { openLevelStorage } from '../../scripts/local-aws/src/storage/level-storage.js';
import type { KeyRange, Storage } from '../../scripts/local-aws/src/storage/storage.js';
import { storedCollections } from '../../scripts/local-aws/src/storage/stored-collections.js';
import { createActiveStream, startTestServer } from './support/kinesis.js';
import { watchedDatabase } from './support/watched-database.js';

async function open(t: TestContext): Promise<Storage> {
  const folder = await mkdtemp(join(tmpdir(), 'local-aws-test-'));
  const storage = await openLevelStorage(folder);
  t.after(async () => {
    await storage.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return storage;
}

async function keys(storage: Storage, collection: string, range?: KeyRange): Promise<string> {
  const found: string[] = [];
  for await (const [key] of storage.entries(collection, range)) found.push(key);
  return found.join('');
}

const put = (collection: string, key: string, value: unknown = key) => ({ collection, key, value });

test('values keep their types', async (t) => {
  const storage = await open(t);
  const value = { when: new Date(5), big: 2n ** 100n, data: Buffer.from([0, 255]), list: [1, 'two', null] };
  await storage.write([put('things', 'a', value)]);
  assert.deepEqual(await storage.get('things', 'a'), value);
  assert.equal(await storage.get('things', 'b'), undefined);
});

test('a range has the bounds, the direction and the limit that it names', async (t) => {
  const storage = await open(t);
  await storage.write([...'cabed'].map((key) => put('letters', key)));
  assert.equal(await keys(storage, 'letters'), 'abcde');
  assert.equal(await keys(storage, 'letters', { gt: 'a', lt: 'd' }), 'bc');
  assert.equal(await keys(storage, 'letters', { gte: 'b', lte: 'd' }), 'bcd');
  assert.equal(await keys(storage, 'letters', { reverse: true, limit: 2 }), 'ed');
  assert.equal(await keys(storage, 'letters', { lt: 'c', reverse: true, limit: 1 }), 'b');
});

test('collections do not see into each other', async (t) => {
  const storage = await open(t);
  await storage.write([put('a', 'x'), put('ab', 'y'), put('b', 'z')]);
  assert.equal(await keys(storage, 'a'), 'x');
  await storage.clear('a');
  assert.equal(await keys(storage, 'a'), '');
  assert.equal(await keys(storage, 'ab'), 'y');
});

test('clear deletes a range and no more', async (t) => {
  const storage = await open(t);
  await storage.write([...'abcde'].map((key) => put('letters', key)));
  await storage.clear('letters', { gte: 'b', lt: 'd' });
  assert.equal(await keys(storage, 'letters'), 'ade');
  const writing = storage.write([put('letters', 'f')]);
  await storage.clear('letters');
  await writing;
  assert.equal(await keys(storage, 'letters'), '');
});

/** Deletes 2,500 entries in a watched database. */
async function startDeleting() {
  const { database, watch } = await watchedDatabase();
  const storage = storedCollections(database);
  const all = Array.from({ length: 2500 }, (_, n) => String(n).padStart(4, '0'));
  await storage.write(all.map((key) => put('many', key)));
  const controller = new AbortController();
  const deleting = (atFirst: () => Promise<void>) => {
    watch.beforeClear = async () => {
      if (watch.clears === 0) await atFirst();
    };
    return storage.clear('many', {}, { signal: controller.signal });
  };
  return { storage, watch, deleting, end: () => controller.abort() };
}

test('what is written and read while many entries are deleted does not wait for all of them', async () => {
  const { storage, watch, deleting } = await startDeleting();
  let deletedBefore = Number.NaN;
  const done = await deleting(async () => {
    await storage.write([put('other', 'a')]);
    assert.equal(await storage.get('other', 'a'), 'a');
    deletedBefore = watch.clears;
  });
  assert.deepEqual([done, deletedBefore, watch.clears], [true, 0, 3]);
  assert.deepEqual([await keys(storage, 'many'), await keys(storage, 'other')], ['', 'a']);
});

test('a deletion can be ended early, and has deleted the first entries then', async () => {
  const { storage, watch, deleting, end } = await startDeleting();
  assert.equal(await deleting(async () => end()), false);
  assert.equal(watch.clears, 1);
  const left = await keys(storage, 'many');
  assert.equal(left.slice(0, 4), '1000');
  assert.equal(left.length, 1500 * 4);
});

test('writes take effect in the order of the calls, also when nobody waits for them', async (t) => {
  const storage = await open(t);
  const writes = Array.from({ length: 100 }, (_, i) => storage.write([put('counter', 'n', i)]));
  writes.push(storage.write([put('counter', 'gone'), { collection: 'counter', key: 'gone', delete: true }]));
  await Promise.all(writes);
  assert.equal(await storage.get('counter', 'n'), 99);
  assert.equal(await storage.get('counter', 'gone'), undefined);
});

test('a data folder that is a file is told apart from one that is in use', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'local-aws-test-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const file = join(folder, 'file');
  await writeFile(file, '');
  await assert.rejects(startLocalAws({ port: 0, dataDir: file }), { code: 'DataDirUnusable' });
});

test('without a data folder the server writes nothing to the disk', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'local-aws-test-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const script = fileURLToPath(new URL('support/use-everything.ts', import.meta.url));
  const child = fork(script, {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder, TMP: folder, TEMP: folder, HOME: folder, TSX_DISABLE_CACHE: '1' },
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [used] = await once(child, 'message');
  assert.deepEqual(used, { dataDir: ':memory:', records: 1, objects: 1 });
  assert.deepEqual(await readdir(folder), []);
  await once(child, 'exit');
  assert.deepEqual(await readdir(folder), []);
});

test('each server in memory has streams of its own, which go with it', async (t) => {
  for (let attempt = 0; attempt < 2; attempt++) {
    const server = await startTestServer(t);
    assert.deepEqual((await server.kinesis.send(new ListStreamsCommand({}))).StreamNames, []);
    await createActiveStream(server, { StreamName: 'orders', ShardCount: 1 });
    if (attempt === 0) await server.aws.close();
  }
});

test('memory is not asked to survive a power cut, nor to be shared', async () => {
  await assert.rejects(startLocalAws({ port: 0, dataDir: ':memory:', durability: 'power' }), {
    code: 'InvalidOption',
    message: /^Nothing in :memory: is safe against a power cut; /,
  });
  await assert.rejects(ensureBackground({ homeDir: ':memory:' }), {
    code: 'InvalidOption',
    message: /^The state folder \(LOCAL_AWS_HOME\) must be a folder, /,
  });
});
