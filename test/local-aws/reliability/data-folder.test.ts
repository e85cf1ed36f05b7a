import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { dataFormat } from '../../../scripts/local-aws/src/storage/format.js';
import { openLevelStorage } from '../../../scripts/local-aws/src/storage/level-storage.js';
import { inspectFolder, tableNames } from '../../../scripts/local-aws/src/storage/leveldb/inspect-folder.js';

const root = await mkdtemp(join(tmpdir(), 'local-aws-test-'));
after(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));

const value = { kept: true };

/** A closed database with a value in it. */
async function makeFolder(): Promise<string> {
  const folder = join(await mkdtemp(join(root, 'data-')), 'db');
  const storage = await openLevelStorage(folder);
  await storage.write([{ collection: 'things', key: 'a', value }]);
  await storage.close();
  return folder;
}

const contents = async (folder: string) => (await readdir(folder)).filter((file) => !/^LO/.test(file)).sort();

test('a folder whose CURRENT is gone is said to be damaged, and not taken for an empty one', async () => {
  const folder = await makeFolder();
  const current = await readFile(join(folder, 'CURRENT'));
  await rm(join(folder, 'CURRENT'));
  const before = await contents(folder);
  await assert.rejects(openLevelStorage(folder), {
    code: 'DataDirUnusable',
    message: /is damaged: CURRENT is missing, and there is data .*MANIFEST.*\. Nothing was changed;/,
  });
  assert.deepEqual(await contents(folder), before);
  await writeFile(join(folder, 'CURRENT'), current);
  const storage = await openLevelStorage(folder);
  assert.deepEqual(await storage.get('things', 'a'), value);
  await storage.close();
});

/** What can happen to a file. `place` is from 0 to 1. */
const damages: Record<string, (file: string, place: number) => Promise<void>> = {
  'a flipped bit': async (file, place) => {
    const bytes = await readFile(file);
    const bit = Math.floor(place * bytes.length * 8);
    bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    await writeFile(file, bytes);
  },
  zeros: async (file, place) => {
    const bytes = await readFile(file);
    bytes.fill(0, Math.floor(place * bytes.length));
    await writeFile(file, bytes);
  },
  'its end cut off': async (file, place) => truncate(file, Math.floor(place * (await stat(file)).size)),
  'other bytes': (file) => writeFile(file, 'garbage'),
  removal: (file) => rm(file),
};

const places = [0, 0.01, 0.3, 0.5, 0.77, 0.999];

for (const [what, damage] of Object.entries(damages))
  test(`${what} in any file of the database is said with the file's name, and nothing is changed`, async () => {
    const original = await makeLargerFolder();
    const files = (await contents(original)).filter((file) =>
      /^(CURRENT|MANIFEST|\d+\.(log|ldb))/.test(file),
    );
    assert.equal(files.length, 5);
    for (const file of files)
      for (const place of places) {
        const copy = join(await mkdtemp(join(root, 'data-')), 'data');
        await cp(join(original, '..'), copy, { recursive: true });
        const folder = join(copy, 'db');
        const whole = await readFile(join(folder, file));
        await damage(join(folder, file), place);
        // Zeros may have been there before.
        if ((await readFile(join(folder, file)).catch(() => undefined))?.equals(whole)) continue;
        const before = await contents(folder);
        await assert.rejects(openLevelStorage(folder), (error: Error) => {
          assert.match(
            error.message,
            new RegExp(`is damaged: .*${file}.* Nothing was changed; `),
            `${file} ${place}`,
          );
          return true;
        });
        assert.deepEqual(await contents(folder), before);
        await rm(copy, { recursive: true, force: true, maxRetries: 5 });
      }
  });

/** Two tables of several collections, and a log. */
async function makeLargerFolder(): Promise<string> {
  const folder = join(await mkdtemp(join(root, 'data-')), 'db');
  for (let part = 0; part < 3; part++) {
    const storage = await openLevelStorage(folder);
    await storage.write([{ collection: 'things', key: String(part), value }]);
    // What is read is in the database first, and so a write of its own.
    await storage.get('things', String(part));
    for (let record = 0; record < 300; record++)
      await storage.write([
        { collection: 'records', key: `${part}/${record}`, bytes: Buffer.alloc(200, record) },
      ]);
    await storage.close();
  }
  return folder;
}

test('a folder that is removed while it is open does not keep it from being closed', async () => {
  const folder = await makeFolder();
  const storage = await openLevelStorage(folder);
  await rm(join(folder, '..'), { recursive: true, force: true, maxRetries: 5 });
  await storage.close();
});

test('a log that ends in the middle, as a kill leaves it, is read up to there', async () => {
  const folder = await makeFolder();
  const [log = ''] = (await readdir(folder)).filter((file) => file.endsWith('.log'));
  const whole = (await stat(join(folder, log))).size;
  const storage = await openLevelStorage(folder);
  await storage.close();
  const [later = ''] = (await readdir(folder)).filter((file) => file.endsWith('.log'));
  const writer = await openLevelStorage(folder);
  // Too large for the log that small writes wait in.
  await writer.write([{ collection: 'things', key: 'b', value: 'x'.repeat(20_000) }]);
  const killed = join(await mkdtemp(join(root, 'data-')), 'db');
  await cp(folder, killed, { recursive: true });
  await writer.close();
  assert.ok(whole > 0 && later !== log);
  const [newest = ''] = (await readdir(killed)).filter((file) => file.endsWith('.log'));
  await truncate(join(killed, newest), (await stat(join(killed, newest))).size - 3);
  const after = await openLevelStorage(killed);
  assert.deepEqual([await after.get('things', 'a'), await after.get('things', 'b')], [value, undefined]);
  await after.close();
});

test('a damaged log can be cut where the error says, and what came before is there', async () => {
  const folder = await makeLargerFolder();
  const [log = ''] = (await readdir(folder)).filter((file) => file.endsWith('.log'));
  await damages['a flipped bit']?.(join(folder, log), 0.5);
  const error = await openLevelStorage(folder).then(
    () => assert.fail('it was opened'),
    (reason: Error) => reason,
  );
  const [, program = ''] = /: node -e "(.*)"$/.exec(error.message) ?? [];
  await promisify(execFile)(process.execPath, ['-e', program]);
  const storage = await openLevelStorage(folder);
  const found: string[] = [];
  for await (const [key] of storage.entries('things')) found.push(key);
  assert.deepEqual(found, ['0', '1', '2']);
  await storage.close();
});

test('a record that is damaged in a large table is not given out, and those before it are', async () => {
  const folder = join(await mkdtemp(join(root, 'data-')), 'db');
  const storage = await openLevelStorage(folder);
  const random = Array.from({ length: 24 }, () => randomBytes(1024 ** 2));
  for (const [part, bytes] of random.entries())
    await storage.write([{ collection: 'records', key: String(part).padStart(2, '0'), bytes }]);
  await storage.close();
  // The first table has the format's number too, and is looked through at the start; others may not be in use yet.
  const inspection = await inspectFolder(folder);
  assert.ok('manifest' in inspection && inspection.manifest);
  const used = inspection.manifest.tables.filter(({ smallest }) => smallest.startsWith('records'));
  const samples = random.map((bytes) => bytes.subarray(500_000, 500_100));
  const table = tableNames(used.at(-1)?.number ?? 0)[0];
  const bytes = await readFile(join(folder, table));
  const first = samples.findIndex((sample) => bytes.includes(sample));
  const at = bytes.indexOf(samples[first] ?? '');
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await writeFile(join(folder, table), bytes);
  const again = await openLevelStorage(folder);
  const seen: string[] = [];
  await assert.rejects(
    async () => {
      for await (const entries of again.bytes('records')) seen.push(...entries.map(([key]) => key));
    },
    {
      code: 'DataDirUnusable',
      message: new RegExp(`is damaged: in ${table}, a value does not match its checksum`),
    },
  );
  assert.deepEqual(
    seen,
    random.slice(0, first).map((_, part) => String(part).padStart(2, '0')),
  );
  await again.close();
});

test('data of a newer format is recognized and left alone', async () => {
  const folder = await makeFolder();
  const storage = await openLevelStorage(folder);
  await storage.write([{ collection: 'format', key: 'version', value: dataFormat + 1 }]);
  await storage.close();
  for (let attempt = 0; attempt < 2; attempt++)
    await assert.rejects(openLevelStorage(folder), {
      code: 'DataDirUnusable',
      message: new RegExp(
        `was written by a newer local-aws \\(format ${dataFormat + 1}; this one knows formats up to ${dataFormat}\\)`,
      ),
    });
});

test('data from before there were formats is opened, and marked', async () => {
  const folder = await makeFolder();
  const storage = await openLevelStorage(folder);
  await storage.write([{ collection: 'format', key: 'version', delete: true }]);
  await storage.close();
  const again = await openLevelStorage(folder);
  assert.deepEqual(await again.get('things', 'a'), value);
  assert.equal(await again.get('format', 'version'), dataFormat);
  await again.close();
});

test('the holder of a folder is named while it lives, and not once it has closed', async () => {
  const folder = await makeFolder();
  const holder = await openLevelStorage(folder);
  await assert.rejects(openLevelStorage(folder), {
    code: 'DataDirInUse',
    message: new RegExp(`another local-aws, process ${process.pid}\\.`),
  });
  await holder.close();
  assert.ok(!(await readdir(join(folder, '..'))).includes('holder.json'));
  await (await openLevelStorage(folder)).close();
});

test('what is deleted leaves the disk', async () => {
  const folder = await makeFolder();
  const storage = await openLevelStorage(folder);
  const size = 20 * 1024 ** 2;
  for (let part = 0; part < 20; part++) {
    const bytes = Buffer.alloc(size / 20);
    for (let at = 0; at < bytes.length; at += 8) bytes.writeDoubleLE(Math.random(), at);
    await storage.write([{ collection: 'records', key: String(part), bytes }]);
  }
  await storage.clear('records');
  await storage.close();
  assert.ok((await bytesIn(folder)) < size / 2, `${await bytesIn(folder)} bytes are left`);
});

async function bytesIn(folder: string): Promise<number> {
  const files = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file))));
  return files.reduce((sum, { length }) => sum + length, 0);
}

test('with durability against power cuts, writes are as good as without', async () => {
  const folder = join(await mkdtemp(join(root, 'data-')), 'db');
  const storage = await openLevelStorage(folder, { durability: 'power' });
  await storage.write([{ collection: 'things', key: 'a', value }]);
  assert.deepEqual(await storage.get('things', 'a'), value);
  await storage.close();
});
