import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
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

  it('inspect tells the same in Markdown, with the signature as TypeScript', async () => {
    await kernel.execute(
      '/** Halves.\n * @param n what\n * @returns half of it\n * @example half(4)\n */\nconst half = (n: number) => n / 2;',
    );
    const { data } = await ask('inspect_request', { code: 'half(1)', cursor_pos: 2, detail_level: 0 });
    const markdown = String(data?.['text/markdown']);
    assert.match(markdown, /^```typescript\nconst half: \(n: number\) => number\n```\n\nHalves\.\n\n/);
    assert.match(markdown, /\*@param\* `n`/);
    assert.match(markdown, /\*@example\*\s+```typescript\nhalf\(4\)\n```/);
  });

  it('inspect tells at level 1 what a variable holds', async () => {
    await kernel.execute('const held = { shards: [1, 2] };');
    const inspect = (detail_level: number) =>
      ask('inspect_request', { code: 'held', cursor_pos: 2, detail_level });
    assert.doesNotMatch(String((await inspect(0)).data?.['text/markdown']), /\[ 1, 2 \]/);
    for (const type of ['text/plain', 'text/markdown']) {
      assert.match(String((await inspect(1)).data?.[type]), /\{ shards: \[ 1, 2 \] \}/);
    }
  });

  const cells: Record<string, { status: string; indent?: string }> = {
    'const a = 1;': { status: 'complete' },
    'await fetch("x")': { status: 'complete' },
    'function f() {': { status: 'incomplete', indent: '  ' },
    'const text = `open': { status: 'incomplete', indent: '' },
    '/* open': { status: 'incomplete', indent: '' },
    'if (a) {\n  b(1,': { status: 'incomplete', indent: '    ' },
    'const = 1': { status: 'invalid' },
    'const = 1; function f() {': { status: 'invalid' },
    '"open': { status: 'invalid' },
  };
  for (const [code, expected] of Object.entries(cells)) {
    it(`is_complete calls ${JSON.stringify(code)} ${expected.status}`, async () => {
      assert.deepEqual(await ask('is_complete_request', { code }), expected);
    });
  }

  it('comm_open of an unknown target is answered with comm_close, and what it sends then is ignored', async () => {
    const open = kernel.send('shell', 'comm_open', {
      comm_id: 'c1',
      target_name: 'jupyter.widget',
      data: {},
    });
    kernel.send('shell', 'comm_msg', { comm_id: 'c1', data: {} });
    const close = kernel.send('shell', 'comm_close', { comm_id: 'c1', data: {} });
    await kernel.idle(close);
    const about = kernel.received.filter(({ parentId, type }) => parentId === open && type !== 'status');
    assert.deepEqual(
      about.map(({ channel, type, content }) => [channel, type, content.comm_id]),
      [['iopub', 'comm_close', 'c1']],
    );
  });

  it('comm_info lists no comms', async () => {
    assert.deepEqual(await ask('comm_info_request'), { status: 'ok', comms: {} });
  });
});

describe('inspect, of what packages and Node declare', () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await TestKernel.start({ cwd: fileURLToPath(new URL('../../notebooks', import.meta.url)) });
    const { reply } =
      await kernel.execute(`import { KinesisClient, PutRecordCommand, type PutRecordInput } from '@aws-sdk/client-kinesis';
import { readFile } from 'node:fs/promises';
const typed = {} as PutRecordInput;
const kinesis = new KinesisClient({ region: 'us-east-1' });
const words = ['a'];`);
    assert.equal(reply.status, 'ok');
  });
  after(() => kernel.stop());

  const documented: Record<string, RegExp> = {
    PutRecordCommand: /class PutRecordCommand\n[\s\S]*Writes a single data record/,
    'new KinesisClient': /KinesisClient[\s\S]*Amazon Kinesis Data Streams Service API Reference/,
    'typed.PartitionKey': /Determines which shard in the stream/,
    'kinesis.destroy': /Destroy underlying resources/,
    readFile: /Asynchronously reads the entire contents of a file/,
    'words.concat': /Combines two or more arrays[\s\S]*\*@param\* `items`/,
    'Buffer.from': /\*@since\* v5\.10\.0/,
  };
  for (const [code, expected] of Object.entries(documented)) {
    it(`tells the documentation of ${code}`, async () => {
      const content = { code, cursor_pos: code.length - 1, detail_level: 0 };
      const { reply } = await kernel.request('shell', 'inspect_request', content);
      assert.match(String(reply.data?.['text/markdown']), expected);
    });
  }
});
