import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { projectRoot } from '../../scripts/lessons.js';
import { LocalAwsError, startLocalAws } from '../../scripts/local-aws/src/index.js';
import { temporaryFolder } from './support/delivery-lab.js';

/** Tells which packages a process has loaded before and after S3 is first asked. */
const program = `
import { createRequire } from 'node:module';
import { startLocalAws } from 'local-aws';
const packages = () => {
  const files = Object.keys(createRequire(import.meta.url).cache).map((file) => file.replaceAll('\\\\', '/'));
  return [...new Set(files.flatMap((file) => /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1] ?? []))].sort();
};
const aws = await startLocalAws({ port: 0 });
const before = packages();
const { status } = await fetch(aws.endpoint + '/no-bucket/no-key');
console.log(JSON.stringify({ before, status, after: packages() }));
await aws.close();
`;

describe('A start', () => {
  it("leaves S3's library to the first request for S3, which waits for it", async () => {
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      cwd: projectRoot,
    });
    const { before, status, after } = JSON.parse((await run).stdout);
    assert.equal(status, 404);
    assert.ok(after.includes('@20minutes/s3rver') && after.includes('koa'));
    // All that is in separate files then; the rest is in the bundle.
    assert.deepEqual(before, ['classic-level', 'node-gyp-build']);
  });

  it('tells of a folder in which S3 could keep nothing', async () => {
    const dataDir = await temporaryFolder();
    await writeFile(path.join(dataDir, 's3'), 'a file in its place');
    await assert.rejects(
      startLocalAws({ port: 0, dataDir }),
      (error) =>
        error instanceof LocalAwsError &&
        error.code === 'DataDirUnusable' &&
        error.message.includes(path.join(dataDir, 's3')),
    );
  });
});
