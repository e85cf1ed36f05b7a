import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as aws from '@aws-sdk/client-kinesis';
import { type Client, openClient } from '../support/open-client.js';
import { buildFolder, withoutTools } from '../support/tool.js';

const go = { name: 'Go', command: 'go', args: ['version'], oldest: '1.25.5' };

/** Pinned by the sums of Telegraf's own `go.sum`. */
const source = 'github.com/influxdata/telegraf/cmd/telegraf@v1.37.2';

/** Of its hundreds of plugins, those that are tried. */
const plugins = [
  ...['custom', 'inputs.file', 'inputs.kinesis_consumer', 'outputs.file', 'outputs.kinesis'],
  ...['parsers.influx', 'serializers.influx'],
];

const lines = Array.from({ length: 600 }, (_, n) => `price,product=p${n % 7} value=${n}i ${n + 1}000000000`);

describe('Telegraf', { skip: withoutTools(go) }, () => {
  let client: Client;
  let program: string;
  let kinesis: aws.KinesisClient;
  const StreamName = 'prices';

  before(async () => {
    client = await openClient();
    const folder = buildFolder('telegraf');
    await mkdir(folder, { recursive: true });
    program = path.join(folder, process.platform === 'win32' ? 'telegraf.exe' : 'telegraf');
    const built = await client.run('go', ['install', '-tags', plugins.join(','), source], { GOBIN: folder });
    assert.equal(built.exitCode, 0, built.stdout + built.stderr);
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    kinesis = new aws.KinesisClient({ endpoint: client.aws.endpoint, region: 'us-east-1', credentials });
    await kinesis.send(new aws.CreateStreamCommand({ StreamName, ShardCount: 1 }));
    await aws.waitUntilStreamExists({ client: kinesis, maxWaitTime: 60, minDelay: 1 }, { StreamName });
  });
  after(async () => {
    kinesis.destroy();
    await client[Symbol.asyncDispose]();
  });

  const configure = async (name: string, text: string) => {
    const file = path.join(client.folder, name);
    await writeFile(file, `[agent]\n  omit_hostname = true\n  flush_interval = "1s"\n${text}`);
    return file;
  };

  /** Has its output put these lines. */
  const put = async (some: readonly string[]) => {
    const input = path.join(client.folder, 'lines.txt');
    await writeFile(input, some.map((line) => `${line}\n`).join(''));
    const config = await configure(
      'put.conf',
      `[[inputs.file]]
  files = [${JSON.stringify(input)}]
  data_format = "influx"
[[outputs.kinesis]]
  region = "us-east-1"
  streamname = "${StreamName}"
  data_format = "influx"
  [outputs.kinesis.partition]
    method = "random"
`,
    );
    const { exitCode, stderr } = await client.run(program, [
      '--config',
      config,
      '--once',
      '--quiet',
      '--strict-env-handling',
    ]);
    assert.equal(exitCode, 0, stderr);
    assert.equal(stderr, '');
  };

  /** What its input reads until there are so many lines. */
  const read = async (count: number): Promise<string[]> => {
    const config = await configure(
      'read.conf',
      `[[inputs.kinesis_consumer]]
  region = "us-east-1"
  streamname = "${StreamName}"
  shard_iterator_type = "TRIM_HORIZON"
  poll_interval = "250ms"
  data_format = "influx"
[[outputs.file]]
  files = ["stdout"]
  data_format = "influx"
`,
    );
    const child = spawn(program, ['--config', config, '--quiet', '--strict-env-handling'], {
      cwd: client.folder,
      env: client.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    let said = '';
    const seen = () => said.split('\n').slice(0, -1);
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      said += String(chunk);
      if (seen().length >= count) break;
    }
    child.kill();
    await ended;
    return seen();
  };

  it('puts metrics by its output, and reads each once by its input, over a split', {
    timeout: 120_000,
  }, async () => {
    await put(lines.slice(0, 300));
    await kinesis.send(
      new aws.SplitShardCommand({
        StreamName,
        ShardToSplit: 'shardId-000000000000',
        NewStartingHashKey: String(2n ** 127n),
      }),
    );
    await aws.waitUntilStreamExists({ client: kinesis, maxWaitTime: 60, minDelay: 1 }, { StreamName });
    await put(lines.slice(300));
    assert.deepEqual((await read(lines.length)).sort(), lines.toSorted());
  });
});
