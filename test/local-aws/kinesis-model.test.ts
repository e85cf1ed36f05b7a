import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evenRanges, hashKeyOf, maxHashKey } from '../../scripts/local-aws/src/kinesis/model/hash-range.js';
import {
  formatSequenceNumber,
  justAfter,
  parseSequenceNumber,
  sequenceStep,
} from '../../scripts/local-aws/src/kinesis/model/sequence-number.js';
import { shardIdOf, shardIndexOf } from '../../scripts/local-aws/src/kinesis/model/shard.js';

test('a partition key hashes to the MD5 of its UTF-8 bytes as a 128-bit integer', () => {
  assert.equal(BigInt(`0x${hashKeyOf('a')}`), 16955237001963240173058271559858726497n);
  assert.equal(BigInt(`0x${hashKeyOf('é')}`), 136732923097551493579404309126273812335n);
});

test('a new stream divides the hash keys evenly, the last shard taking the rest', () => {
  const ranges = evenRanges(3);
  assert.deepEqual(
    ranges.map(({ start }) => start),
    [0n, 113427455640312821154458202477256070485n, 226854911280625642308916404954512140970n],
  );
  assert.equal(ranges.at(-1)?.end, maxHashKey);
  assert.equal(maxHashKey, 340282366920938463463374607431768211455n);
  for (const [position, range] of ranges.entries())
    if (position > 0) assert.equal(range.start, (ranges[position - 1]?.end ?? 0n) + 1n);
});

test('the layout of sequence numbers is the one of real ones', () => {
  // From the event example of AWS Lambda's guide, where it belongs to shardId-000000000006.
  const real = '49590338271490256608559692538361571095921575989136588898';
  const parts = parseSequenceNumber(real);
  assert.ok(parts);
  assert.equal(parts.shardIndex, 6);
  assert.equal(new Date(parts.second * 1000).getUTCFullYear(), 2018);
  assert.ok(parts.second >= parts.shardCreatedSecond);
  assert.equal(formatSequenceNumber(parts), real);
});

test('sequence numbers have 56 digits and rise with their counter, whatever their second', () => {
  const at = (counter: bigint, second: number) =>
    formatSequenceNumber({ shardCreatedSecond: 1_700_000_000, shardIndex: 17, counter, second });
  assert.equal(at(0n, 1_700_000_000).length, 56);
  assert.ok(at(2n, 1_700_000_000) > at(1n, 1_800_000_000));
  assert.equal(BigInt(at(2n, 1_700_000_000)) - BigInt(at(1n, 1_700_000_000)), sequenceStep);
  assert.deepEqual(parseSequenceNumber(at(5n, 1_750_000_000)), {
    shardCreatedSecond: 1_700_000_000,
    shardIndex: 17,
    counter: 5n,
    second: 1_750_000_000,
  });
});

test('what is no sequence number is not taken for one', () => {
  const real = '49590338271490256608559692538361571095921575989136588898';
  for (const text of ['', '0', 'x'.repeat(56), justAfter(real), real.slice(1), `9${real.slice(1)}`])
    assert.equal(parseSequenceNumber(text), undefined, text);
});

test('shard ids have twelve digits, and any prefix is accepted', () => {
  assert.equal(shardIdOf(3), 'shardId-000000000003');
  for (const id of ['shardId-000000000003', 'shard-3', 'x-0003', '3']) assert.equal(shardIndexOf(id), 3, id);
  for (const id of ['shardId-', 'shardId-x', 'three', '2147483648'])
    assert.equal(shardIndexOf(id), undefined, id);
});
