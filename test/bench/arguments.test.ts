import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, it } from 'node:test';

const script = path.join(import.meta.dirname, '..', '..', 'scripts', 'bench', 'run-bench.ts');

function bench(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, ['--import', 'tsx', script, ...args], { encoding: 'utf8' });
}

describe('npm run bench', () => {
  it('refuses a group that there is not, and names those that there are', () => {
    const { status, stderr, stdout } = bench('kernels');
    assert.equal(status, 2);
    assert.match(stderr, /'kernels' is invalid.*setup, kernel, runner, local-aws/);
    assert.match(stderr, /npm run bench -- --help/);
    assert.equal(stdout, '');
  });

  for (const runs of ['0', '51', '2.5', 'five']) {
    it(`refuses ${runs} runs`, () => {
      const { status, stderr } = bench('setup', '--runs', runs);
      assert.equal(status, 2);
      assert.match(stderr, /Expected a whole number from 1 to 50/);
    });
  }

  it('explains itself', () => {
    const { status, stdout } = bench('--help');
    assert.equal(status, 0);
    for (const option of ['--runs', '--json', '--check']) assert.ok(stdout.includes(option), option);
  });

  it('prints the values of each run for a program', () => {
    const { status, stdout } = bench('setup', '--runs', '2', '--json', '--check');
    assert.equal(status, 0);
    const { runs, groups, machine } = JSON.parse(stdout);
    assert.equal(runs, 2);
    assert.match(machine, /^Node v/);
    assert.deepEqual(
      groups.map(({ name }: { name: string }) => name),
      ['setup'],
    );
    assert.equal(groups[0].rows[0].measured.setup.values.length, 2);
  });

  it('measures only the groups that are named', () => {
    const { status, stdout } = bench('setup', '--runs', '1');
    assert.equal(status, 0);
    assert.match(stdout, /\nSet-up\n\nnothing to do, ms {3}[\d.,]+ \([\d.,]+ to [\d.,]+\)\n/);
    assert.ok(!stdout.includes('kernel_info'));
  });
});
