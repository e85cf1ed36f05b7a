import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Zstd } from '@hpcc-js/wasm-zstd';
import { zstandard } from '../../scripts/local-aws/src/delivery/compress.js';

const megabytes = (count: number) =>
  Buffer.from(
    Array.from({ length: count * 32_768 }, (_, n) => `record ${n % 9973} of orders ${n}`.padEnd(32)).join(''),
  );

test('a large body is compressed by Zstandard while the server goes on', async () => {
  // What is loaded once is no part of it.
  await zstandard.compress(Buffer.from('small'));
  const body = megabytes(8);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const compressed = await zstandard.compress(body);
  clearInterval(timer);
  assert.ok(turns > 3, `the event loop turned ${turns} times`);
  const library = await Zstd.load();
  assert.ok(body.equals(library.decompress(compressed)));
});
