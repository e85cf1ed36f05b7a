import assert from 'node:assert/strict';
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LocalAwsError } from '../../scripts/local-aws/src/errors.js';
import { openLevelStorage } from '../../scripts/local-aws/src/storage/level-storage.js';
import type { Batch } from '../../scripts/local-aws/src/storage/stored-collections.js';
import { decodeEntries, encodeEntry } from '../../scripts/local-aws/src/storage/write-ahead/log-entry.js';
import { writeAhead } from '../../scripts/local-aws/src/storage/write-ahead/write-ahead.js';
import { ManualClock } from './support/manual-clock.js';
import { watchedDatabase } from './support/watched-database.js';

const root = await mkdtemp(join(tmpdir(), 'local-aws-test-'));
after(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));

const newFolder = () => mkdtemp(join(root, 'ahead-'));
const put = (key: string, text = key): Batch => [{ type: 'put', key, value: Buffer.from(text) }];
const whenever = { sync: false };

/** There is no limit to a file's size there. */
const skip = process.platform === 'win32' ? 'needs a POSIX shell' : false;

test('what a process wrote before it was killed is there, in its last state', async () => {
  const folder = await newFolder();
  const child = fork(fileURLToPath(new URL('support/write-and-die.ts', import.meta.url)), [folder], {
    execArgv: ['--import', 'tsx'],
  });
  await once(child, 'exit');
  const left = await Promise.all(['ahead-0', 'ahead-1'].map((log) => stat(join(folder, log))));
  assert.ok(
    left.some(({ size }) => size > 0),
    'the database had everything already',
  );
  const storage = await openLevelStorage(folder);
  assert.equal(await storage.get('things', 'overwritten'), 'last');
  assert.equal(await storage.get('things', 'deleted'), undefined);
  assert.deepEqual(await storage.get('things', 'small'), { when: new Date(5) });
  assert.equal((await storage.get<string>('things', 'large'))?.length, 100_000);
  await storage.close();
});

test('small batches reach the database as one, before anything is read', async () => {
  const { database, watch } = await watchedDatabase();
  const ahead = await writeAhead(database, await newFolder());
  await ahead.batch(put('a'), whenever);
  await ahead.batch(put('b'), whenever);
  assert.deepEqual(watch.batches, []);
  assert.equal(String(await ahead.get('b')), 'b');
  assert.deepEqual(watch.batches, ['a b']);
  await ahead.batch(put('c'), whenever);
  assert.deepEqual(await ahead.keys({ gte: 'a', lt: 'z' }).all(), ['a', 'b', 'c']);
  await ahead.batch(put('d'), whenever);
  const iterator = ahead.iterator({ gte: 'c', lt: 'z' });
  assert.deepEqual(
    (await iterator.nextv(10)).map(([key]) => key),
    ['c', 'd'],
  );
  await iterator.close();
  await ahead.batch(put('e'), whenever);
  await ahead.clear({ gte: 'd', lt: 'z' });
  assert.deepEqual(await ahead.keys({ gte: 'a', lt: 'z' }).all(), ['a', 'b', 'c']);
  await ahead.close();
});

test('they also reach it when nobody reads', async () => {
  const { database, watch } = await watchedDatabase();
  const clock = new ManualClock();
  const ahead = await writeAhead(database, await newFolder(), { clock });
  const reached = new Promise<void>((resolve) => {
    watch.before = async () => resolve();
  });
  await ahead.batch(put('a'), whenever);
  clock.advance(50);
  await reached;
  await ahead.close();
  assert.deepEqual(watch.batches, ['a']);
});

test('large batches, and those that wait for the disk, go straight to the database, in their turn', async () => {
  const folder = await newFolder();
  const { database, watch } = await watchedDatabase();
  const ahead = await writeAhead(database, folder);
  await Promise.all([
    ahead.batch(put('small'), whenever),
    ahead.batch(put('large', 'x'.repeat(50_000)), whenever),
    ahead.batch(put('synced'), { sync: true }),
    ahead.batch(put('late'), whenever),
  ]);
  assert.deepEqual(watch.batches, ['small', 'large', 'synced', 'late']);
  assert.deepEqual(watch.syncs, [false, false, true, false]);
  await ahead.close();
});

test('a batch that the database refuses is given to it again before anything else', async () => {
  const folder = await newFolder();
  const { database, watch } = await watchedDatabase();
  const ahead = await writeAhead(database, folder);
  await ahead.batch(put('a', 'first'), whenever);
  watch.before = () => Promise.reject(new Error('the disk is full'));
  await assert.rejects(ahead.get('a'), /the disk is full/);
  await ahead.batch(put('a', 'second'), whenever);
  await assert.rejects(ahead.batch(put('b', 'x'.repeat(50_000)), whenever), /the disk is full/);
  await assert.rejects(ahead.get('a'), /the disk is full/);
  watch.before = async () => {};
  assert.equal(String(await ahead.get('a')), 'second');
  assert.deepEqual(watch.batches, ['a', 'a']);
  await ahead.close();
});

test('what is left in both logs reaches the next database in its order', async () => {
  const folder = await newFolder();
  const first = await watchedDatabase();
  const ahead = await writeAhead(first.database, folder);
  await ahead.batch(put('a', 'first'), whenever);
  first.watch.before = () => Promise.reject(new Error('the disk is full'));
  await assert.rejects(ahead.get('a'));
  await ahead.batch(put('a', 'second'), whenever);
  await assert.rejects(ahead.close(), /the disk is full/);
  const next = await watchedDatabase();
  const again = await writeAhead(next.database, folder);
  assert.deepEqual(next.watch.batches, ['a', 'a']);
  assert.equal(String(await again.get('a')), 'second');
  await again.close();
  for (const log of ['ahead-0', 'ahead-1']) assert.equal((await stat(join(folder, log))).size, 0);
});

test('whoever writes more than may wait for the database waits for it', async () => {
  const { database, watch } = await watchedDatabase();
  const ahead = await writeAhead(database, await newFolder());
  let given = () => {};
  watch.before = () =>
    new Promise((resolve) => {
      given = resolve;
    });
  let written = 0;
  const writing = (async () => {
    for (let n = 0; n < 400; n++) {
      await ahead.batch(put(`k${n}`, 'x'.repeat(10_000)), whenever);
      written += 1;
    }
  })();
  const blocked = new Promise((resolve) => {
    const { before } = watch;
    watch.before = () => {
      resolve(undefined);
      return before();
    };
  });
  await blocked;
  assert.ok(written < 400);
  watch.before = async () => {};
  given();
  await writing;
  assert.equal((await ahead.keys({ gte: 'k', lt: 'l' }).all()).length, 400);
  await ahead.close();
});

test('an entry of a log is read as it was written, with any key and value', () => {
  const operations: Batch = [
    ...put('línea 記録', ''),
    { type: 'del', key: 'gone' },
    ...put('b', 'x'.repeat(999)),
  ];
  const log = Buffer.concat([
    encodeEntry({ filling: 1, operations }),
    encodeEntry({ filling: 1, operations: [] }),
  ]);
  assert.deepEqual(decodeEntries(log), {
    entries: [
      { filling: 1, operations },
      { filling: 1, operations: [] },
    ],
  });
});

const [firstEntry, lastEntry] = ['a', 'b'].map((key) => encodeEntry({ filling: 1, operations: put(key) }));
assert.ok(firstEntry && lastEntry);
const cutOff = lastEntry.subarray(0, -1);

test('a last entry that was cut off counts as not written, wherever it was cut', () => {
  for (let cut = 0; cut < lastEntry.length; cut++) {
    const log = Buffer.concat([firstEntry, lastEntry.subarray(0, cut)]);
    assert.deepEqual(
      decodeEntries(log),
      { entries: [{ filling: 1, operations: put('a') }] },
      `cut at ${cut}`,
    );
  }
});

test('an entry that is whole and not what was written is damage, be it the last one or not', () => {
  for (const behind of [Buffer.alloc(0), cutOff, lastEntry])
    for (let bit = 0; bit < lastEntry.length * 8; bit++) {
      const log = Buffer.concat([firstEntry, lastEntry, behind]);
      const place = firstEntry.length + (bit >> 3);
      log.writeUInt8(log.readUInt8(place) ^ (1 << (bit & 7)), place);
      const { entries, damage } = decodeEntries(log);
      assert.equal(entries.length, 1);
      assert.equal(damage?.at, firstEntry.length, `bit ${bit} with ${behind.length} bytes behind`);
    }
});

/** Names of logs to what they hold, in the folder of a process that was killed. */
async function killedFolder(): Promise<{ folder: string; held: Map<string, Buffer> }> {
  const folder = join(await newFolder(), 'db');
  const child = fork(fileURLToPath(new URL('support/write-and-die.ts', import.meta.url)), [folder], {
    execArgv: ['--import', 'tsx'],
  });
  await once(child, 'exit');
  const held = new Map<string, Buffer>();
  for (const log of ['ahead-0', 'ahead-1']) held.set(log, await readFile(join(folder, log)));
  return { folder, held };
}

test('damage to a log that a killed process left is told with the file’s name, and mended as the error says', async () => {
  const damages: Record<string, (bytes: Buffer) => Buffer | undefined> = {
    removal: () => undefined,
    'a flipped bit': (bytes) =>
      Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])]),
    zeros: (bytes) => Buffer.alloc(bytes.length),
    'other bytes': () => Buffer.from('garbage'),
  };
  const { folder: original, held } = await killedFolder();
  for (const [what, damage] of Object.entries(damages))
    for (const [log, bytes] of held) {
      // The log that was not being written is empty.
      if (bytes.length === 0 && what !== 'removal') continue;
      const folder = join(await newFolder(), 'db');
      await cp(original, folder, { recursive: true });
      const damaged = damage(bytes);
      await (damaged ? writeFile(join(folder, log), damaged) : rm(join(folder, log)));
      let program = '';
      for (let attempt = 0; attempt < 2; attempt++)
        await assert.rejects(
          openLevelStorage(folder),
          (error: LocalAwsError) => {
            assert.equal(error.code, 'DataDirUnusable');
            assert.match(
              error.message,
              new RegExp(`is damaged: ${log} .*Nothing was changed; bring that file back`),
            );
            program = /: node -e "(.*)"$/.exec(error.message)?.[1] ?? '';
            return true;
          },
          `${what} of ${log}`,
        );
      assert.deepEqual(await readFile(join(folder, log)).catch(() => undefined), damaged);
      await promisify(execFile)(process.execPath, ['-e', program]);
      const storage = await openLevelStorage(folder);
      assert.equal((await storage.get<string>('things', 'large'))?.length, 100_000);
      await storage.close();
    }
});

test('the place of a batch that the disk did not take is free for the next one', { skip }, async () => {
  const folder = await newFolder();
  const script = fileURLToPath(new URL('support/write-beyond-limit.ts', import.meta.url));
  // 4 or 8 KiB: shells count in blocks of their own.
  const limited = ['-c', 'ulimit -f 8; exec "$@"', 'sh', process.execPath, '--import', 'tsx', script, folder];
  await promisify(execFile)('sh', limited, { env: { ...process.env, TSX_DISABLE_CACHE: '1' } });
  const storage = await openLevelStorage(join(folder, 'db'));
  assert.deepEqual(
    [await storage.get('things', 'a'), await storage.get('things', 'b')],
    [undefined, 'short'],
  );
  await storage.close();
});
