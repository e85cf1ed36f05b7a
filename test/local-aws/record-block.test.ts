import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serialize } from 'node:v8';
import {
  decodeBlock,
  encodeBlock,
  encodeUnwritten,
} from '../../scripts/local-aws/src/kinesis/record-block.js';
import { sealBytes } from '../../scripts/local-aws/src/storage/storage.js';

/** Without the room that a storage takes. */
const encoded = (...block: Parameters<typeof encodeBlock>) => encodeBlock(...block).subarray(sealBytes);

const data = (text: string) => Buffer.from(text);

test('a block gives back what was put into it, also keys beyond ASCII and empty data', () => {
  const records = [
    { partitionKey: 'plain', data: data('one') },
    { partitionKey: 'é😀', data: data('') },
    { partitionKey: 'k'.repeat(256), data: data('three') },
  ];
  const block = decodeBlock(encoded(records, { arrivalMs: 1_700_000_000_123, isEncrypted: true }));
  assert.deepEqual(block, {
    arrivalMs: 1_700_000_000_123,
    isEncrypted: true,
    followsDirectly: true,
    count: 3,
    partitionKeys: records.map(({ partitionKey }) => partitionKey),
    lengths: [3, 0, 5],
    data: data('onethree'),
  });
});

test('blocks that were written before there were layouts are read', () => {
  const early = { arrivalMs: 5, partitionKeys: ['a'], lengths: [1], data: data('x') };
  assert.deepEqual(decodeBlock(serialize(early)), {
    ...early,
    isEncrypted: false,
    followsDirectly: false,
    count: 1,
  });
});

test('a block in the place of records that could not be written takes their numbers and has none of them', () => {
  const block = decodeBlock(encodeUnwritten(3, 5).subarray(sealBytes));
  assert.deepEqual(block, {
    arrivalMs: 5,
    isEncrypted: false,
    followsDirectly: true,
    count: 3,
    partitionKeys: [],
    lengths: [],
    data: data(''),
  });
});

test('what is no block, or one that is cut off, is not read as one', () => {
  const whole = encoded([{ partitionKey: 'a', data: data('x') }], { arrivalMs: 5, isEncrypted: false });
  for (const bytes of [data('garbage'), data(''), whole.subarray(0, 20)])
    assert.throws(() => decodeBlock(bytes), /which is no layout$/);
});
