import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { cases } from '../../scripts/bench/local-aws/cases.js';
import { percentile } from '../../scripts/bench/local-aws/client.js';
import { ensurePeer } from '../../scripts/bench/local-aws/ensure-peers.js';
import { measureGrowth } from '../../scripts/bench/local-aws/growth.js';
import { atLeast, atMost, under } from '../../scripts/bench/local-aws/limits.js';
import { measureLocalAws } from '../../scripts/bench/local-aws/measure-local-aws.js';

describe('the benchmark of local-aws', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  it('measures local-aws and the ceiling where the peers are missing, and says why they are', async () => {
    const missing = 'there is no connection';
    const { columns, rows } = await measureLocalAws({
      runs: 1,
      windowMs: 1,
      progress: () => {},
      findPeer: async () => ({ missing }),
    });
    assert.deepEqual(columns, ['local-aws', 'ceiling', 'kinesalite', 'kinesis-mock']);
    assert.equal(rows.length, cases.length + 2);
    for (const { what, measured } of rows.filter((row) => !row.what.includes('subscriber'))) {
      const own = measured['local-aws'];
      assert.ok(own && 'values' in own && own.values.every((value) => value > 0), what);
      assert.deepEqual(measured.kinesalite, { leftOut: missing });
    }
  });

  it('measures what puts, gets, memory and a start cost as a stream grows', async () => {
    const { columns, rows } = await measureGrowth({ records: 20_000, windowMs: 1, progress: () => {} });
    assert.deepEqual(columns, ['10,000', '20,000']);
    for (const { what, measured } of rows)
      for (const column of columns) {
        const own = measured[column];
        assert.ok(own && 'values' in own && own.values.every((value) => value > 0), `${what}, ${column}`);
      }
  });

  it('judges ratios by the medians, and does not judge what was not measured', () => {
    const measured = {
      'local-aws': { values: [1, 2, 9] },
      ceiling: { values: [1, 1, 1] },
      kinesalite: { leftOut: 'no connection' },
    };
    assert.equal(atMost(2, 'ceiling')(measured, 'ms').met, true);
    assert.equal(atMost(1.9, 'ceiling')(measured, 'ms').met, false);
    assert.equal(atLeast(2, 'ceiling')(measured, 'ms').met, true);
    assert.equal(atLeast(2.1, 'ceiling')(measured, 'ms').met, false);
    assert.equal(under(2)(measured, 'ms').met, false);
    const { met, because } = atLeast(6, 'kinesalite')(measured, 'ms');
    assert.equal(met, undefined);
    assert.equal(because, 'kinesalite was not measured');
  });

  it('takes the median and the extremes of a list as its percentiles', () => {
    assert.equal(percentile([3, 1, 2], 0.5), 2);
    assert.equal(percentile([3, 1, 2], 0), 1);
    assert.equal(percentile([3, 1, 2], 1), 3);
  });

  it('says why there is no peer when npm cannot install it, and leaves nothing behind', async () => {
    const cacheDir = path.join(folder, 'offline');
    const npm = path.join(folder, 'npm.js');
    await writeFile(npm, "console.error('npm error network request failed'); process.exit(1);\n");
    const peer = await ensurePeer('kinesalite', { cacheDir, env: { ...process.env, npm_execpath: npm } });
    assert.match('missing' in peer ? peer.missing : '', /network request failed.*connection\?$/);
    assert.deepEqual(await readdir(cacheDir), []);
  });
});
