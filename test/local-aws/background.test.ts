import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import {
  type BackgroundInstance,
  type BackgroundOptions,
  backgroundStatus,
  ensureBackground,
  LocalAwsError,
  stopBackground,
} from 'local-aws/background';
import { credentials, temporaryFolder } from './support/delivery-lab.js';

/** A state folder of the test's own; what runs there ends with the test. */
async function openHome(t: TestContext): Promise<string> {
  const homeDir = await temporaryFolder();
  t.after(() => stopBackground({ homeDir }));
  return homeDir;
}

/** A web server that is no local-aws. */
async function foreignServer(t: TestContext): Promise<number> {
  const server = createServer((_, response) =>
    response.end(JSON.stringify({ name: 'another', pid: process.pid })),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A program that calls ensureBackground and prints what it gets. */
function callerOf(options: BackgroundOptions): string[] {
  const script = `
    import { ensureBackground } from ${JSON.stringify(import.meta.resolve('local-aws/background'))};
    console.log(JSON.stringify(await ensureBackground(${JSON.stringify(options)})));`;
  return ['--input-type=module', '--eval', script];
}

/** Calls ensureBackground in a process of its own. */
async function ensureElsewhere(homeDir: string): Promise<BackgroundInstance & { started: boolean }> {
  const { stdout } = await promisify(execFile)(process.execPath, callerOf({ port: 0, homeDir }));
  return JSON.parse(stdout);
}

async function readFirstRecord(endpoint: string): Promise<string> {
  const kinesis = new KinesisClient({ endpoint, region: 'us-east-1', credentials });
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamName: 's',
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  const { Records = [] } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  kinesis.destroy();
  return String(Buffer.from(Records[0]?.Data ?? []));
}

async function putRecord(endpoint: string, text: string): Promise<void> {
  const kinesis = new KinesisClient({ endpoint, region: 'us-east-1', credentials });
  await kinesis.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 1 }));
  await waitUntilStreamExists(
    { client: kinesis, maxWaitTime: 10, minDelay: 1, maxDelay: 1 },
    { StreamName: 's' },
  );
  await kinesis.send(new PutRecordCommand({ StreamName: 's', PartitionKey: 'p', Data: Buffer.from(text) }));
  kinesis.destroy();
}

describe('The background instance', () => {
  it('is one, however many processes ask for it at once', async (t) => {
    const homeDir = await openHome(t);
    const found = await Promise.all([
      ensureElsewhere(homeDir),
      ensureElsewhere(homeDir),
      ensureElsewhere(homeDir),
    ]);
    assert.equal(new Set(found.map(({ pid }) => pid)).size, 1);
    assert.equal(new Set(found.map(({ endpoint }) => endpoint)).size, 1);
    assert.equal(found.filter(({ started }) => started).length, 1);
    const { started: _, ...instance } = found[0] as BackgroundInstance & { started: boolean };
    assert.deepEqual(await backgroundStatus({ homeDir }), instance);
  });

  it('takes another port where a foreign server holds the one it wants, and says so', async (t) => {
    const [homeDir, port] = [await openHome(t), await foreignServer(t)];
    const instance = await ensureBackground({ homeDir, port });
    assert.equal(instance.preferredPort, port);
    assert.notEqual(instance.port, port);
    assert.equal(instance.movedBecause, `Port ${port} is taken by another program.`);
    assert.equal((await ensureBackground({ homeDir, port })).pid, instance.pid);
  });

  it('takes nothing of the environment of who starts it but what the system needs', async (t) => {
    const homeDir = await openHome(t);
    const env = { ...process.env, RUNNER_TRACKING_ID: 'job-1', HOME: homeDir };
    const { stdout } = await promisify(execFile)(process.execPath, callerOf({ port: 0, homeDir }), { env });
    const { pid } = JSON.parse(stdout) as BackgroundInstance;
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => undefined);
    if (environment === undefined) return t.skip('only Linux tells the environment of a process');
    assert.ok(environment.split('\0').includes(`HOME=${homeDir}`));
    assert.doesNotMatch(environment, /RUNNER_TRACKING_ID/);
  });

  it('keeps its records from one start to the next', async (t) => {
    const homeDir = await openHome(t);
    const first = await ensureBackground({ homeDir, port: 0 });
    await putRecord(first.endpoint, 'guardado');
    assert.equal(await stopBackground({ homeDir }), true);
    assert.equal(await backgroundStatus({ homeDir }), undefined);
    const second = await ensureBackground({ homeDir, port: 0 });
    assert.ok(second.started);
    assert.notEqual(second.pid, first.pid);
    assert.equal(await readFirstRecord(second.endpoint), 'guardado');
  });

  it('starts anew after a crash that left its record behind', async (t) => {
    const homeDir = await openHome(t);
    const crashed = await ensureBackground({ homeDir, port: 0 });
    process.kill(crashed.pid, 'SIGKILL');
    while (await backgroundStatus({ homeDir })) await sleep(20);
    assert.match(await readFile(join(homeDir, 'instance.json'), 'utf8'), new RegExp(`"pid": ${crashed.pid}`));
    const healed = await ensureBackground({ homeDir, port: 0 });
    assert.ok(healed.started);
    assert.notEqual(healed.pid, crashed.pid);
  });

  it('is not taken to be another program that has its port and process id now', async (t) => {
    const [homeDir, port] = [await openHome(t), await foreignServer(t)];
    const stale = {
      endpoint: `http://127.0.0.1:${port}`,
      port,
      pid: process.pid,
      logFile: join(homeDir, 'local-aws.log'),
      dataDir: join(homeDir, 'data'),
      preferredPort: port,
    };
    await writeFile(join(homeDir, 'instance.json'), JSON.stringify(stale));
    assert.equal(await backgroundStatus({ homeDir }), undefined);
    assert.equal(await stopBackground({ homeDir }), false);
    const instance = await ensureBackground({ homeDir, port: 0 });
    assert.ok(instance.started);
    assert.notEqual(instance.pid, process.pid);
  });

  it('ends with the process that started it, killed or not, where that was asked for', async (t) => {
    const homeDir = await openHome(t);
    const options = { port: 0, homeDir, endsWithCaller: true };
    const [program, ...args] = callerOf(options);
    const waits = `${args.pop()}; setInterval(() => {}, 1000)`;
    const caller = spawn(process.execPath, [program ?? '', ...args, waits], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(caller.stdout, 'data');
    assert.ok(await backgroundStatus({ homeDir }));
    caller.kill('SIGKILL');
    while (await backgroundStatus({ homeDir })) await sleep(20);

    const { stdout } = await promisify(execFile)(process.execPath, callerOf(options));
    assert.match(stdout, /"started":true/);
    while (await backgroundStatus({ homeDir })) await sleep(20);
  });

  it('ends by itself when its folder is removed, since nobody can find it any more', async (t) => {
    const homeDir = await openHome(t);
    const { endpoint, pid } = await ensureBackground({ homeDir, port: 0 });
    await rm(homeDir, { recursive: true, maxRetries: 3 });
    while (isAlive(pid)) await sleep(20);
    await assert.rejects(fetch(endpoint));
  });

  it('does not make a folder anew that was removed before it began', async () => {
    const homeDir = join(await temporaryFolder(), 'gone');
    const program = fileURLToPath(new URL('./serve.js', import.meta.resolve('local-aws/background')));
    const server = spawn(process.execPath, [program, homeDir, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = await once(server.stdout, 'data');
    assert.match(String(said), /cannot start: the state folder .* is gone/);
    if (server.exitCode === null) await once(server, 'exit');
    assert.equal(server.exitCode, 1);
    assert.equal(existsSync(homeDir), false);
  });

  it("says why it cannot start, with the log's last lines", async (t) => {
    const homeDir = await openHome(t);
    await mkdir(homeDir, { recursive: true });
    await writeFile(join(homeDir, 'data'), 'a file where the data folder should be');
    await assert.rejects(ensureBackground({ homeDir, port: 0 }), (error) => {
      assert.ok(error instanceof LocalAwsError);
      assert.equal(error.code, 'BackgroundStartFailed');
      assert.match(error.message, /could not start.*local-aws\.log.*The data folder .* cannot be created/s);
      return true;
    });
  });
});
