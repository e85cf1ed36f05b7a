import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import * as aws from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { projectRoot } from '../../scripts/lessons.js';
import { type InstalledPackage, installPackage } from './support/installed-package.js';

const program = `
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { type Clock, type LocalAwsOptions, LocalAwsError, ManualClock, noLimits, startLocalAws } from 'local-aws';
import { backgroundStatus, ensureBackground } from 'local-aws/background';

const clock: Clock = new ManualClock();
const options: LocalAwsOptions = { port: 0, clock, limits: { ...noLimits, shards: 4 }, durability: 'power' };
export async function use(): Promise<string> {
  await using aws = await startLocalAws(options);
  const kinesis = new KinesisClient({ endpoint: aws.endpoint, region: 'us-east-1' });
  kinesis.destroy();
  const found = (await backgroundStatus()) ?? (await ensureBackground({ endsWithCaller: true }));
  return found.pid > 0 ? await aws.certificate() : new LocalAwsError('PortInUse', 'taken').code;
}
`;

/** What the compiler says of the program, all declarations checked. */
async function compile(project: string, source: string): Promise<string> {
  await writeFile(path.join(project, 'program.ts'), source);
  const compilerOptions = {
    ...{ target: 'ES2022', lib: ['ES2023', 'ESNext.Disposable'], types: ['node'] },
    ...{ module: 'NodeNext', moduleResolution: 'NodeNext', noEmit: true },
    ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
  };
  await writeFile(
    path.join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['program.ts'] }),
  );
  return new Promise((resolve) => {
    const tsc = path.join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
    execFile(process.execPath, [tsc, '-p', project], (_, said) => resolve(said));
  });
}

/** A test file's first lines, as the README has them. */
const usage = `
import { CreateStreamCommand, KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { ManualClock, startLocalAws } from 'local-aws';

const aws = await startLocalAws({ port: 0, clock: new ManualClock() });
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
const kinesis = new KinesisClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials });
await kinesis.send(new CreateStreamCommand({ StreamName: 'sales', ShardCount: 1 }));
console.log((await kinesis.send(new ListStreamsCommand({}))).StreamNames.join());
kinesis.destroy();
await aws.close();
`;

describe("local-aws' package", { concurrency: true }, () => {
  it('brings the command, the code, its types, the README and the licence, and no by-products', async () => {
    const shell = process.platform === 'win32';
    const args = ['pack', '--dry-run', '--json', '--workspace', 'local-aws'];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: projectRoot, shell });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const names = files.map((file) => file.path);
    const wanted = [
      'LICENSE',
      'README.md',
      'bin/local-aws.js',
      'dist/bundle/index.js',
      'dist/bundle/cli.js',
      'dist/bundle/serve.js',
      'dist/index.d.ts',
      'dist/background/index.d.ts',
    ];
    assert.deepEqual(
      wanted.filter((name) => !names.includes(name)),
      [],
    );
    const shipped = /^(LICENSE|README\.md|package\.json|bin\/local-aws\.js|dist\/.*\.(js|d\.ts))$/;
    assert.deepEqual(
      names.filter((name) => !shipped.test(name)),
      [],
    );
  });

  describe('once it is installed', () => {
    let installed: InstalledPackage;
    before(async () => {
      installed = await installPackage(['@types/node']);
      await writeFile(path.join(installed.project, 'package.json'), '{ "type": "module" }');
    });
    /** The command, with a home of its own. */
    const openCommand = () => {
      const home = path.join(installed.project, randomUUID());
      const start = (...args: string[]) =>
        spawn(process.execPath, [installed.command, ...args], {
          cwd: installed.project,
          env: { ...process.env, LOCAL_AWS_HOME: home, NO_COLOR: '1' },
          stdio: ['ignore', 'pipe', 'inherit'],
        });
      const run = async (...args: string[]) => {
        const child = start(...args);
        const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
        return { said, code: code as number | null };
      };
      return { start, run };
    };

    it('has types that compile in strict programs', async () => {
      assert.equal(await compile(installed.project, program), '');
      const said = await compile(installed.project, program.replace('port: 0', "port: '0'"));
      assert.match(said, /TS2322: Type 'string' is not assignable to type 'number'/);
    });

    it('is imported by a program', async () => {
      const file = path.join(installed.project, 'usage.js');
      await writeFile(file, usage);
      const { stdout } = await promisify(execFile)(process.execPath, [file]);
      assert.equal(stdout, 'sales\n');
    });

    it('tells its version', async () => {
      const { version } = JSON.parse(
        await readFile(path.join(installed.project, 'node_modules/local-aws/package.json'), 'utf8'),
      ) as { version: string };
      assert.deepEqual(await openCommand().run('--version'), { said: `${version}\n`, code: 0 });
    });

    it('serves Kinesis and S3 until Ctrl-C', async (t) => {
      const child = openCommand().start('start', '--port', '0', '--transition-ms', '0');
      t.after(() => child.kill('SIGKILL'));
      const exited = once(child, 'exit');
      let said = '';
      child.stdout.setEncoding('utf8');
      for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
        said += String(chunk);
        if (/AWS_ACCESS_KEY_ID/.test(said)) break;
      }
      const [, endpoint = ''] = /AWS_ENDPOINT_URL=(\S+)/.exec(said) ?? [];
      const config = {
        endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      };
      const kinesis = new aws.KinesisClient(config);
      const s3 = new S3Client(config);
      t.after(() => [kinesis, s3].map((client) => client.destroy()));
      const StreamName = 'sales';
      await kinesis.send(new aws.CreateStreamCommand({ StreamName, ShardCount: 1 }));
      await aws.waitUntilStreamExists({ client: kinesis, maxWaitTime: 20, minDelay: 1 }, { StreamName });
      const Data = Buffer.from('text');
      const { ShardId } = await kinesis.send(
        new aws.PutRecordCommand({ StreamName, PartitionKey: 'a', Data }),
      );
      const where = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
      const { ShardIterator } = await kinesis.send(new aws.GetShardIteratorCommand(where));
      const { Records } = await kinesis.send(new aws.GetRecordsCommand({ ShardIterator }));
      assert.deepEqual(
        Records?.map((record) => Buffer.from(record.Data ?? '').toString()),
        ['text'],
      );
      const object = { Bucket: 'um-balde', Key: 'a' };
      await s3.send(new CreateBucketCommand({ Bucket: object.Bucket }));
      for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'CRC64NVME'] as const)
        await s3.send(new PutObjectCommand({ ...object, Body: 'text', ChecksumAlgorithm }));
      const { Body } = await s3.send(new GetObjectCommand(object));
      assert.equal(await Body?.transformToString(), 'text');
      child.kill('SIGINT');
      const [code] = await exited;
      // Windows has no signals: there it just ends.
      if (process.platform !== 'win32') assert.equal(code, 130);
    });

    it('serves in the background too', async () => {
      const { run } = openCommand();
      try {
        assert.equal((await run('start', '--background', '--port', '0')).code, 0);
        assert.match((await run('status')).said, /http:\/\/127\.0\.0\.1:\d+/);
      } finally {
        assert.equal((await run('stop')).code, 0);
      }
      assert.equal((await run('status')).code, 3);
    });
  });
});
