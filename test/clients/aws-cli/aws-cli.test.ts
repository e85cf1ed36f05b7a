import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { withoutPython } from '../../project/support/python.js';
import { type Client, type Ended, openClient } from '../support/open-client.js';
import { openPythonClient } from '../support/python-client.js';
import { findAwsCli2 } from '../support/tool.js';

const MiB = 1024 * 1024;
const shard = 'shardId-000000000000';

/** A local-aws, and `aws <args>`. */
interface AwsCli extends Omit<Client, 'run'> {
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended>;
}

const cli2 = findAwsCli2();
const versions: readonly { name: string; skip: string | false; open(): Promise<AwsCli> }[] = [
  { name: 'version 1', skip: withoutPython, open: openCli1 },
  {
    name: 'version 2',
    skip:
      cli2 === undefined && 'to be tried, it wants on the PATH: version 2 of the AWS CLI (Debian: awscli)',
    open: () => openCli2(cli2 ?? 'aws'),
  },
];

async function openCli1(): Promise<AwsCli> {
  const client = await openPythonClient();
  return { ...client, run: (args, env) => client.run(['-m', 'awscli', ...args], env) };
}

async function openCli2(command: string): Promise<AwsCli> {
  const client = await openClient();
  return {
    ...client,
    run: (args, env) => {
      const told = { ...client.env, ...env };
      // Those before 2.13, Debian's too, do not know AWS_ENDPOINT_URL.
      const endpoint = ['--endpoint-url', String(told.AWS_ENDPOINT_URL)];
      const plain = ['--no-cli-pager', '--cli-binary-format', 'raw-in-base64-out'];
      return client.run(command, [...endpoint, ...plain, ...args], env);
    },
  };
}

for (const { name, skip, open } of versions)
  describe(`The AWS CLI, ${name}`, { skip, concurrency: 2 }, () => {
    let client: AwsCli;
    before(async () => {
      client = await open();
    });
    after(() => client[Symbol.asyncDispose]());

    const run: AwsCli['run'] = (args, env) => client.run(args, env);
    /** What the command prints; it must succeed. */
    const aws = async (...args: readonly string[]): Promise<string> => {
      const { exitCode, stdout, stderr } = await run(args);
      assert.equal(exitCode, 0, `aws ${args.join(' ')}\n${stdout}${stderr}`);
      return stdout;
    };
    const json = async (...args: readonly string[]) => JSON.parse(await aws(...args));

    it('creates a stream, waits for it, puts and reads a record, and deletes it', async () => {
      const stream = ['--stream-name', 'vendas'];
      await aws('kinesis', 'create-stream', ...stream, '--shard-count', '1');
      await aws('kinesis', 'wait', 'stream-exists', ...stream);
      assert.ok((await json('kinesis', 'list-streams')).StreamNames.includes('vendas'));
      // Both are told to take the bytes as they are, and print base64.
      const data = 'preço: 1';
      const put = await json('kinesis', 'put-record', ...stream, '--partition-key', 'k', '--data', data);
      assert.equal(put.ShardId, shard);
      const from = ['--shard-id', shard, '--shard-iterator-type', 'TRIM_HORIZON', '--output', 'text'];
      const iterator = (await aws('kinesis', 'get-shard-iterator', ...stream, ...from)).trim();
      const read = await json('kinesis', 'get-records', '--shard-iterator', iterator);
      assert.equal(Buffer.from(read.Records[0].Data, 'base64').toString(), data);
      assert.equal(read.Records[0].SequenceNumber, put.SequenceNumber);
      await aws('kinesis', 'delete-stream', ...stream);
      await aws('kinesis', 'wait', 'stream-not-exists', ...stream);
    });

    it('splits a stream, keeps it longer, tags it and puts records from a file', async () => {
      const stream = ['--stream-name', 'ajustes'];
      const ready = () => aws('kinesis', 'wait', 'stream-exists', ...stream);
      await aws('kinesis', 'create-stream', ...stream, '--shard-count', '1');
      await ready();
      const middle = ['--new-starting-hash-key', String(2n ** 127n)];
      await aws('kinesis', 'split-shard', ...stream, '--shard-to-split', shard, ...middle);
      await ready();
      await aws('kinesis', 'add-tags-to-stream', ...stream, '--tags', 'time=dados');
      await aws('kinesis', 'increase-stream-retention-period', ...stream, '--retention-period-hours', '48');
      await ready();
      const summary = await json('kinesis', 'describe-stream-summary', ...stream);
      const { OpenShardCount, RetentionPeriodHours } = summary.StreamDescriptionSummary;
      assert.deepEqual([OpenShardCount, RetentionPeriodHours], [2, 48]);
      const tags = await json('kinesis', 'list-tags-for-stream', ...stream);
      assert.deepEqual(tags.Tags, [{ Key: 'time', Value: 'dados' }]);
      const records = ['a', 'b', 'c'].map((key) => ({ Data: 'x', PartitionKey: key }));
      await writeFile(path.join(client.folder, 'records.json'), JSON.stringify(records));
      const put = await json('kinesis', 'put-records', ...stream, '--records', 'file://records.json');
      assert.equal(put.FailedRecordCount, 0);
      const { Shards } = await json('kinesis', 'list-shards', ...stream);
      assert.deepEqual(
        Shards.map(({ ParentShardId }: { ParentShardId?: string }) => ParentShardId),
        [undefined, shard, shard],
      );
    });

    it("ends with AWS's error and exit code for a stream that is not there", async () => {
      const { exitCode, stderr } = await run(['kinesis', 'describe-stream', '--stream-name', 'nada']);
      assert.notEqual(exitCode, 0);
      assert.match(
        stderr,
        /An error occurred \(ResourceNotFoundException\) when calling the DescribeStream operation: Stream nada under account 000000000000 not found\./,
      );
    });

    it('copies files to S3 and back, lists, synchronizes and removes them', async () => {
      const folder = path.join(client.folder, 'tree');
      await mkdir(path.join(folder, 'sub'), { recursive: true });
      const large = randomBytes(9 * MiB);
      await writeFile(path.join(folder, 'large.bin'), large);
      await writeFile(path.join(folder, 'sub', 'é um.txt'), 'oi');
      assert.match(await aws('s3', 'mb', 's3://arquivos'), /make_bucket: arquivos/);
      // Above 8 MiB the CLI uploads in parts.
      await aws('s3', 'cp', '--no-progress', path.join(folder, 'large.bin'), 's3://arquivos/copia/');
      assert.match(await aws('s3', 'ls', 's3://arquivos/copia/'), /\s9437184 large\.bin\n$/);
      await aws('s3', 'cp', '--no-progress', 's3://arquivos/copia/large.bin', 'back.bin');
      assert.ok(large.equals(await readFile(path.join(client.folder, 'back.bin'))));
      await aws('s3', 'sync', '--no-progress', folder, 's3://arquivos/tree');
      assert.equal(await aws('s3', 'sync', '--no-progress', folder, 's3://arquivos/tree'), '');
      const listed = await aws('s3', 'ls', '--recursive', 's3://arquivos/tree/');
      assert.match(listed, /tree\/large\.bin\n.* 2 tree\/sub\/é um\.txt\n$/);
      await aws('s3', 'rm', '--recursive', 's3://arquivos');
      assert.equal(await aws('s3', 'ls', '--recursive', 's3://arquivos').catch(() => ''), '');
      await aws('s3', 'rb', 's3://arquivos');
    });

    it('puts to Firehose', async () => {
      await aws('s3', 'mb', 's3://entregas');
      const destination = {
        RoleARN: 'arn:aws:iam::000000000000:role/any',
        BucketARN: 'arn:aws:s3:::entregas',
        // Older versions refuse less than 60 s: the size has it delivered.
        BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
      };
      const delivery = ['--delivery-stream-name', 'direto'];
      const into = ['--extended-s3-destination-configuration', JSON.stringify(destination)];
      await aws('firehose', 'create-delivery-stream', ...delivery, ...into);
      const query = ['--query', 'DeliveryStreamDescription.DeliveryStreamStatus', '--output', 'text'];
      while ((await aws('firehose', 'describe-delivery-stream', ...delivery, ...query)).trim() !== 'ACTIVE');
      const records = [1, 2].map(() => ({ Data: 'x'.repeat(700_000) }));
      await writeFile(path.join(client.folder, 'large.json'), JSON.stringify(records));
      const put = await json('firehose', 'put-record-batch', ...delivery, '--records', 'file://large.json');
      assert.equal(put.FailedPutCount, 0);
      let listed = '';
      while (listed === '') listed = (await run(['s3', 'ls', '--recursive', 's3://entregas'])).stdout;
      assert.match(listed, / 1400000 \d{4}\/\d\d\/\d\d\/\d\d\/direto-1-/);
    });

    it('speaks TLS once AWS_CA_BUNDLE names the certificate that local-aws has made', async () => {
      const https = { AWS_ENDPOINT_URL: `https://localhost:${client.aws.port}` };
      const trusting = { ...https, AWS_CA_BUNDLE: client.aws.certificateFile };
      const answered = await run(['kinesis', 'describe-limits'], trusting);
      assert.equal(answered.exitCode, 0, answered.stderr);
      const refused = await run(['kinesis', 'describe-limits'], https);
      assert.match(refused.stderr, /SSL validation failed/);
    });
  });
