import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { dataFormat } from '../../../scripts/local-aws/src/storage/format.js';
import { openLevelStorage } from '../../../scripts/local-aws/src/storage/level-storage.js';

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
    message: /is damaged: it has data .*MANIFEST.* but no file CURRENT\. Nothing was changed;/,
  });
  assert.deepEqual(await contents(folder), before);
  await writeFile(join(folder, 'CURRENT'), current);
  const storage = await openLevelStorage(folder);
  assert.deepEqual(await storage.get('things', 'a'), value);
  await storage.close();
});

for (const file of [/^MANIFEST/, /^CURRENT$/])
  test(`a folder with garbage for its ${file.source} is said to be unusable`, async () => {
    const folder = await makeFolder();
    const [name = ''] = (await readdir(folder)).filter((entry) => file.test(entry));
    await writeFile(join(folder, name), 'garbage');
    await assert.rejects(openLevelStorage(folder), {
      code: 'DataDirUnusable',
      message:
        /cannot be opened: .*Nothing was changed; choose another data folder, or move this one away\.$/,
    });
    assert.equal(await readFile(join(folder, name), 'utf8'), 'garbage');
  });

test('data of a newer format is recognized and left alone', async () => {
  const folder = await makeFolder();
  const storage = await openLevelStorage(folder);
  await storage.write([{ collection: 'format', key: 'version', value: dataFormat + 1 }]);
  await storage.close();
  for (let attempt = 0; attempt < 2; attempt++)
    await assert.rejects(openLevelStorage(folder), {
      code: 'DataDirUnusable',
      message: /was written by a newer local-aws \(format 3; this one knows formats up to 2\)/,
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
