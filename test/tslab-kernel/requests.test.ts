import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { TestKernel } from './support/kernel-client.js';

describe('requests about the language', () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await TestKernel.start();
    await kernel.execute('/** Adds one. */\nfunction increment(n: number): number { return n + 1; }');
  });
  after(() => kernel.stop());

  const ask = async (type: string, content = {}) => (await kernel.request('shell', type, content)).reply;
  const complete = (code: string, cursor_pos: number) => ask('complete_request', { code, cursor_pos });

  it('kernel_info names TypeScript with the versions that are installed', async () => {
    const info = await ask('kernel_info_request');
    const packageJson = new URL('../../scripts/tslab-kernel/package.json', import.meta.url);
    assert.equal(info.protocol_version, '5.3');
    assert.equal(info.implementation_version, JSON.parse(readFileSync(packageJson, 'utf8')).version);
    assert.match(String(info.banner), new RegExp(`Node ${process.versions.node}`));
    const { version, ...language } = info.language_info as Record<string, unknown>;
    assert.match(String(version), /^6\.0\./);
    assert.deepEqual(language, {
      name: 'typescript',
      mimetype: 'application/typescript',
      codemirror_mode: 'typescript',
      pygments_lexer: 'typescript',
      file_extension: '.ts',
      nbconvert_exporter: 'script',
    });
  });

  it('complete knows members and the names of earlier cells', async () => {
    assert.ok((await complete('Math.ma', 7)).matches?.includes('max'));
    const reply = await complete('incre', 5);
    assert.deepEqual([reply.cursor_start, reply.cursor_end], [0, 5]);
    assert.equal(reply.matches?.[0], 'increment');
  });

  it('complete counts an emoji before the cursor as one character', async () => {
    const reply = await complete('"🎉"; Math.ma', 12);
    assert.deepEqual([reply.cursor_start, reply.cursor_end], [10, 12]);
  });

  it('inspect tells the signature and documentation of a name', async () => {
    const reply = await ask('inspect_request', { code: 'increment(1)', cursor_pos: 3, detail_level: 0 });
    assert.equal(reply.found, true);
    assert.match(String(reply.data?.['text/plain']), /function increment\(n: number\): number\s+Adds one\./);
    const nothing = await ask('inspect_request', { code: '  ', cursor_pos: 1, detail_level: 0 });
    assert.deepEqual(nothing, { status: 'ok', found: false, data: {}, metadata: {} });
  });

  it('is_complete tells a whole cell from one that goes on, with the indentation', async () => {
    assert.equal((await ask('is_complete_request', { code: 'const a = 1;' })).status, 'complete');
    const open = await ask('is_complete_request', { code: 'function f() {' });
    assert.deepEqual(open, { status: 'incomplete', indent: '  ' });
  });

  it('comm_info lists no comms', async () => {
    assert.deepEqual(await ask('comm_info_request'), { status: 'ok', comms: {} });
  });
});
