import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeLimitsCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { backgroundStatus, ensureBackground, stopBackground } from 'local-aws/background';
import { awsLimits, parseLimits } from '../../scripts/local-aws/src/kinesis/limits/limits.js';
import { credentials, temporaryFolder } from './support/delivery-lab.js';

const manifest = createRequire(import.meta.url).resolve('local-aws/package.json');
const bin = join(dirname(manifest), 'bin', 'local-aws.js');

async function openCli(t: TestContext, env: NodeJS.ProcessEnv = {}) {
  const home = await temporaryFolder();
  t.after(() => stopBackground({ homeDir: home }));
  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [bin, ...args], {
      env: { ...process.env, LOCAL_AWS_HOME: home, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
    return {
      child,
      result: ended.then(([[code], stdout, stderr]) => ({ code: code as number | null, stdout, stderr })),
    };
  };
  return { home, start, run: (...args: string[]) => start(...args).result };
}

/** The quota of shards that the home's instance tells, as a sign of the limits that it was given. */
async function shardLimit(homeDir: string): Promise<number | undefined> {
  const instance = await backgroundStatus({ homeDir });
  const kinesis = new KinesisClient({ endpoint: instance?.endpoint ?? '', region: 'us-east-1', credentials });
  try {
    return (await kinesis.send(new DescribeLimitsCommand({}))).ShardLimit;
  } finally {
    kinesis.destroy();
  }
}

/** Everything printed until a line matches. */
async function printed(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  let output = '';
  while (!pattern.test(output)) output += String((await once(stream, 'data'))[0]);
  return output;
}

describe('local-aws', () => {
  it('tells its version and its commands', async (t) => {
    const { run } = await openCli(t);
    const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
    assert.deepEqual(await run('--version'), { code: 0, stdout: `${version}\n`, stderr: '' });
    const { code, stdout } = await run('--help');
    assert.equal(code, 0);
    for (const command of ['start', 'status', 'stop', 'logs'])
      assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
    assert.match(stdout, /^Exit codes:\n {2}0 .* 3 .*\n {2}1 .* 130, 143 /m);
  });

  it("shows every limit with AWS's number in the help of start, and examples that it takes itself", async (t) => {
    const { run } = await openCli(t);
    const { stdout } = await run('start', '--help');
    for (const [name, value] of Object.entries(awsLimits)) {
      const told = value === 'aws' ? 'by region or action' : value.toLocaleString('en');
      assert.match(stdout, new RegExp(`^  ${name} +${told}$`, 'm'));
    }
    const examples = [...stdout.matchAll(/--limits (\S+=[^\s"]+)/g)].map(([, text = '']) =>
      parseLimits(text),
    );
    assert.equal(examples.length, 2);
  });

  it('refuses what it does not know in one sentence', async (t) => {
    const { run } = await openCli(t);
    const refusals: [string[], RegExp][] = [
      [['--port', 'abc'], /'abc' is invalid\. Expected a whole number from 0 to 65535\./],
      [['--bogus'], /unknown option '--bogus'/],
      [['bogus'], /unknown command 'bogus'/],
      [['--limits', 'reads=5'], /There is no limit "reads"\. There are: writeBytesPerSecond, /],
      [['--limits', 'shards=few'], /The limit shards must be a number above 0, 'none' or 'aws'; it was /],
      [['--clock-rate', '0'], /'0' is invalid\. Expected a whole number from 1 to 10000\./],
    ];
    for (const [args, sentence] of refusals) {
      const { code, stdout, stderr } = await run(...args);
      assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
      assert.match(stderr, /^error: .*\n\(see local-aws --help\)\n$/);
      assert.match(stderr, sentence);
    }
  });

  it('says that its port is taken, and ends with 1', async (t) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const { run } = await openCli(t);
    const { code, stderr } = await run('--port', String(port));
    assert.equal(code, 1);
    assert.match(
      stderr,
      new RegExp(`^local-aws: Port ${port} on 127\\.0\\.0\\.1 is taken by another program\\. .*\\n$`),
    );
  });

  it('gives the background instance the limits of the option, which come before those of the environment', async (t) => {
    const { run, home } = await openCli(t, { LOCAL_AWS_LIMITS: 'shards=8', LOCAL_AWS_CLOCK_RATE: '60' });
    const { code, stderr } = await run('start', '--background', '--port', '0', '--limits', 'none,shards=7');
    assert.equal(code, 0, stderr);
    assert.equal(await shardLimit(home), 7);
  });

  it('takes the limits from the environment', async (t) => {
    const { start, home } = await openCli(t, { LOCAL_AWS_LIMITS: 'shards=8' });
    const { child, result } = start('--port', '0');
    await printed(child.stdout, /AWS_SECRET_ACCESS_KEY/);
    assert.equal(await shardLimit(home), 8);
    await stopBackground({ homeDir: home });
    await result;
  });

  it('says which variable holds what it cannot use', async (t) => {
    const { run } = await openCli(t, { LOCAL_AWS_LIMITS: 'few' });
    const { code, stderr } = await run('start', '--background', '--port', '0');
    assert.equal(code, 1);
    assert.match(stderr, /LOCAL_AWS_LIMITS.* limits must be 'aws', 'none' or limits by name/);
  });

  it('starts in the background, is found there, shows its log, and stops', async (t) => {
    const { run, home } = await openCli(t);
    assert.deepEqual(await run('status'), {
      code: 3,
      stdout: `local-aws does not run. Its data lies in ${join(home, 'data')}.\n`,
      stderr: '',
    });
    const started = await run('start', '--background', '--port', '0');
    assert.equal(started.code, 0, started.stderr);
    assert.match(
      started.stdout,
      /^local-aws started in the background\.\n {2}endpoint {2}http:\/\/127\.0\.0\.1:\d+\n/,
    );
    assert.match(
      started.stdout,
      /AWS_ENDPOINT_URL=.*\n.*AWS_REGION=.*\n.*AWS_DEFAULT_REGION=us-east-1\n.*AWS_ACCESS_KEY_ID=/,
    );
    const status = await run('status');
    assert.equal(status.code, 0);
    assert.match(status.stdout, /^local-aws runs, process \d+\.\n/);
    const log = await run('logs', '--lines', '1');
    assert.match(log.stdout, /^\S+Z serves .* on http:\/\/127\.0\.0\.1:\d+, pid \d+\n$/);
    assert.equal(log.stderr, `${join(home, 'local-aws.log')}\n`);
    assert.equal((await run('stop')).stdout, 'local-aws stopped. Its data stays.\n');
    assert.equal((await run('status')).code, 3);
    assert.deepEqual(await run('stop'), { code: 0, stdout: 'local-aws does not run.\n', stderr: '' });
  });

  const signals = { skip: process.platform === 'win32' && 'Windows ends a process without a signal' };
  it('serves in the terminal as the instance that notebooks find, until Ctrl-C', signals, async (t) => {
    const { start, run, home } = await openCli(t);
    const { child, result } = start('--port', '0');
    await printed(child.stdout, /AWS_ACCESS_KEY_ID/);
    const instance = await ensureBackground({ homeDir: home });
    assert.equal(instance.started, false);
    assert.equal(instance.pid, child.pid);
    const second = await run();
    assert.equal(second.code, 1);
    assert.match(second.stderr, /It runs already on http/);
    child.kill('SIGINT');
    const { code, stdout } = await result;
    assert.equal(code, 130);
    assert.match(stdout, /Ctrl-C stops it\..*local-aws stops\.\n$/s);
    assert.equal((await run('status')).code, 3);
  });

  it('keeps nothing with --data-dir :memory:, for which the background is no place', signals, async (t) => {
    const { start, run } = await openCli(t);
    const refused = await run('start', '--background', '--data-dir', ':memory:');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^local-aws: --data-dir :memory: does not go with --background, /);
    const { child, result } = start('--port', '0', '--data-dir', ':memory:');
    assert.match(await printed(child.stdout, /AWS_SECRET/), / {2}data {6}in memory: gone when it ends\n/);
    child.kill('SIGINT');
    assert.equal((await result).code, 130);
  });

  it('prints nothing with --quiet, and ends with 143 when it is terminated', signals, async (t) => {
    const { start, home } = await openCli(t);
    const { child, result } = start('start', '--quiet', '--port', '0');
    while (!(await backgroundStatus({ homeDir: home }))) await sleep(20);
    child.kill('SIGTERM');
    const { code, stdout } = await result;
    assert.deepEqual({ code, stdout }, { code: 143, stdout: '' });
  });
});
