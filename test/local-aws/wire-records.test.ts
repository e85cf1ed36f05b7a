import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { GetRecords$ } from '@aws-sdk/client-kinesis';
import { BlockReader } from '../../scripts/local-aws/src/kinesis/block-reader.js';
import { decodeBlock, encodeBlock } from '../../scripts/local-aws/src/kinesis/record-block.js';
import { WireRecords } from '../../scripts/local-aws/src/kinesis/wire-record.js';
import { sealBytes } from '../../scripts/local-aws/src/storage/storage.js';
import { cborCodec } from '../../scripts/local-aws/src/wire/cbor-codec.js';
import { jsonCodec } from '../../scripts/local-aws/src/wire/codec.js';

const limits = { maxRecords: 10_000, maxBytes: 10 * 1024 ** 2 };
const first = '49590338271490256608559692538361571095921975989136588802';
const second = '49590338271490256608559692538920695395921975989136588802';

/** What a reader takes from two blocks: one plain, the other written under encryption. */
function twoBlocks(records: { partitionKey: string; data: Buffer }[], from = first, asked = limits) {
  const reader = new BlockReader(from, asked);
  for (const [number, isEncrypted] of [
    [first, false],
    [second, true],
  ] as const) {
    const block = encodeBlock(records, { arrivalMs: 1_700_000_000_123, isEncrypted });
    if (!reader.take(decodeBlock(block.subarray(sealBytes)), number)) break;
  }
  return new WireRecords(reader.result());
}

const texts = (records: WireRecords) => [...records].map(({ Data }) => Buffer.from(Data ?? []).toString());

const awkward = [
  ...['plain', 'a"b\\c', 'é😀\u2028', '\u0000', '', 'k'.repeat(256)],
  ...[1, 2, 3, 12_287, 12_288, 12_289, 50_000].map(String),
].map((partitionKey) => ({ partitionKey, data: randomBytes(Number(partitionKey) || 0) }));

for (const [name, codec] of Object.entries({ JSON: jsonCodec, CBOR: cborCodec }))
  test(`records that come straight from their blocks are the same ${name} as by their schema`, () => {
    const records = twoBlocks(awkward);
    const written = codec.writeOutput(GetRecords$, { Records: records, MillisBehindLatest: 0 });
    const bySchema = codec.writeOutput(GetRecords$, { Records: [...records], MillisBehindLatest: 0 });
    assert.equal(Buffer.from(written).toString('latin1'), Buffer.from(bySchema).toString('latin1'));
    assert.equal([...records].length, 2 * awkward.length);
  });

test('no records are an empty list', () => {
  const written = jsonCodec.writeOutput(GetRecords$, { Records: twoBlocks([]) });
  assert.equal(String(written), '{"Records":[]}');
});

test('reading begins at a number in the middle of a block, and ends where the answer is full', () => {
  const records = ['a', 'b', 'c'].map((text) => ({ partitionKey: text, data: Buffer.from(text) }));
  const numbers = [...twoBlocks(records)].map(({ SequenceNumber = '' }) => SequenceNumber);
  assert.deepEqual(texts(twoBlocks(records, numbers[1])), ['b', 'c', 'a', 'b', 'c']);
  const behindFirst = (BigInt(numbers[0] ?? 0) + 1n).toString();
  assert.deepEqual(texts(twoBlocks(records, behindFirst, { ...limits, maxRecords: 3 })), ['b', 'c', 'a']);
  assert.deepEqual(texts(twoBlocks(records, numbers[4])), ['b', 'c']);
  assert.deepEqual(texts(twoBlocks(records, numbers[0], { ...limits, maxBytes: 8 })), ['a', 'b', 'c', 'a']);
  assert.deepEqual(texts(twoBlocks(records, numbers[2], { ...limits, maxBytes: 1 })), ['c']);
});
