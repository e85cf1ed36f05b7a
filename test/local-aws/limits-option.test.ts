import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOptions } from '../../scripts/local-aws/src/background/environment.js';
import { awsLimits, type LimitsOption, noLimits, startLocalAws } from '../../scripts/local-aws/src/index.js';
import {
  formatLimits,
  parseLimits,
  resolveLimits,
} from '../../scripts/local-aws/src/kinesis/limits/limits.js';
import { Meter } from '../../scripts/local-aws/src/kinesis/limits/meter.js';

test("without an option the limits are AWS's", () => {
  assert.deepEqual(resolveLimits(), awsLimits);
  assert.deepEqual(resolveLimits('aws'), awsLimits);
  assert.deepEqual(resolveLimits({}), awsLimits);
});

test("limits that are named are set, the rest stays AWS's", () => {
  const limits = resolveLimits({ readCallsPerSecond: 2, writeBytesPerSecond: 'none' });
  assert.deepEqual(limits, { ...awsLimits, readCallsPerSecond: 2, writeBytesPerSecond: Infinity });
});

test('all limits but one can be switched off', () => {
  const limits = resolveLimits({ ...noLimits, readCallsPerSecond: 'aws' });
  assert.equal(limits.readCallsPerSecond, 5);
  assert.ok(
    Object.entries(limits).every(([name, value]) => name === 'readCallsPerSecond' || value === Infinity),
  );
});

test('the command line writes them as words and pairs', () => {
  assert.equal(parseLimits('none'), 'none');
  assert.deepEqual(parseLimits('readCallsPerSecond=2, shards=none'), {
    readCallsPerSecond: 2,
    shards: 'none',
  });
  assert.deepEqual(parseLimits('none,shards=9'), { ...noLimits, shards: 9 });
  for (const text of ['aws', 'none', 'readCallsPerSecond=2,shards=none'])
    assert.equal(formatLimits(parseLimits(text)), text);
  assert.equal(formatLimits({}), 'aws');
});

test('an unknown limit is refused with the names of all', () => {
  const isClear = ({ message }: Error) => {
    assert.match(message, /^There is no limit "readsPerSecond"\. There are: writeBytesPerSecond, /);
    for (const name of Object.keys(awsLimits)) assert.ok(message.includes(name), name);
    return true;
  };
  assert.throws(() => parseLimits('readsPerSecond=1'), isClear);
  const option = { readsPerSecond: 1 } as LimitsOption;
  return assert.rejects(startLocalAws({ port: 0, limits: option }), isClear);
});

test('a value that is none is refused with its name', () => {
  for (const text of ['shards=0', 'shards=many', 'shards=', 'shards=-1'])
    assert.throws(() => parseLimits(text), { code: 'InvalidOption', message: /^The limit shards must be / });
  for (const text of ['shards', '', 'shards=1=2'])
    assert.throws(() => parseLimits(text), { code: 'InvalidOption', message: /^limits must be / });
});

test('no second holds more than the limit, wherever it starts', () => {
  const meter = new Meter(10);
  const takenAt: number[] = [];
  for (let nowMs = 0; nowMs < 10_000; nowMs += 37) {
    while (meter.fits(nowMs, 1) && takenAt.filter((at) => at === nowMs).length < 3) {
      meter.take(nowMs, 1);
      takenAt.push(nowMs);
    }
  }
  for (const start of takenAt)
    assert.ok(takenAt.filter((at) => at >= start && at < start + 1000).length <= 10);
  assert.ok(takenAt.length >= 95);
});

test('a clock that is set back does not prolong a limit', () => {
  const meter = new Meter(1);
  meter.take(1_000_000, 1);
  assert.equal(meter.fits(1_000_500, 1), false);
  assert.equal(meter.fits(500, 1), true);
});

test('a meter without limit keeps nothing', () => {
  const meter = new Meter(Number.POSITIVE_INFINITY);
  meter.take(0, 1e9);
  assert.deepEqual([meter.fits(0, 1e9), meter.hasRoom(0), meter.isIdle(0)], [true, true, true]);
});

test('a background instance takes limits and clock rate from its environment', () => {
  assert.deepEqual(serverOptions({}), {});
  assert.deepEqual(serverOptions({ LOCAL_AWS_LIMITS: 'shards=3', LOCAL_AWS_CLOCK_RATE: '1440' }), {
    limits: { shards: 3 },
    clockRate: 1440,
  });
  assert.throws(() => serverOptions({ LOCAL_AWS_LIMITS: 'few' }), {
    code: 'InvalidOption',
    message: /^LOCAL_AWS_LIMITS: limits must be /,
  });
});
