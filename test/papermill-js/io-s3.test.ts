import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startLocalAws } from 'local-aws';
import { expandInputs, serializeNotebook } from '../../scripts/papermill-js/src/index.js';
import { s3Handler } from '../../scripts/papermill-js/src/io/s3.js';
import { runCommand } from './support/cli.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { assertValid, sketchNotebook } from './support/notebooks.js';

const folder = temporaryFolder({ after });
const notebook = serializeNotebook(
  sketchNotebook([{ source: 'let n = 1', tags: ['parameters'] }, "k.print('olá')"]),
);

describe('Notebooks in S3', () => {
  const variables = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' };
  let aws: Awaited<ReturnType<typeof startLocalAws>>;
  let client: S3Client;
  before(async () => {
    aws = await startLocalAws({ port: 0 });
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    client = new S3Client({ endpoint: aws.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket: 'lessons' }));
    for (const Key of ['in/a.ipynb', 'in/deep/b.ipynb', 'in/readme.md']) {
      await client.send(new PutObjectCommand({ Bucket: 'lessons', Key, Body: notebook }));
    }
  });
  after(async () => {
    client.destroy();
    await aws.close();
  });

  it('are read and written where AWS_ENDPOINT_URL says', async () => {
    const work = join(folder, 's3');
    await mkdir(work);
    await scriptedKernel(work);
    const args = ['s3://lessons/in/a.ipynb', 's3://lessons/out/a.ipynb', '--kernel-dir', 'scripted'];
    const env = { ...variables, AWS_ENDPOINT_URL: aws.endpoint };
    const { exitCode, stderr } = await runCommand(args, work, undefined, env);
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /saved as s3:\/\/lessons\/out\/a\.ipynb/);
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'lessons', Key: 'out/a.ipynb' }));
    const saved = JSON.parse((await Body?.transformToString()) ?? '');
    await assertValid(saved);
    assert.deepEqual(saved.cells[1].outputs[0].text, ['olá']);
    const lost = await runCommand(['s3://lessons/nothing.ipynb', 'x.ipynb'], work, undefined, env);
    assert.equal(lost.exitCode, 1);
    assert.match(lost.stderr, /error: s3:\/\/lessons\/nothing\.ipynb cannot be read: NoSuchKey/);
  });

  it('in a region that nobody has named say what to set, and are looked for in that of the profile', async () => {
    const config = join(folder, 'aws-config');
    await writeFile(config, '[profile lessons]\nregion = sa-east-1\n');
    const unset = ['REGION', 'DEFAULT_REGION', 'ENDPOINT_URL', 'ENDPOINT_URL_S3', 'PROFILE', 'ACCESS_KEY_ID'];
    const inspect = async (profile?: string): Promise<string> => {
      const { exitCode, stderr } = await runCommand(
        ['s3://lessons/in/a.ipynb', '--help-notebook'],
        folder,
        undefined,
        {
          ...Object.fromEntries(unset.map((name) => [`AWS_${name}`, undefined])),
          AWS_PROFILE: profile,
          AWS_CONFIG_FILE: config,
          AWS_SHARED_CREDENTIALS_FILE: config,
          AWS_EC2_METADATA_DISABLED: 'true',
        },
      );
      assert.equal(exitCode, 1);
      return stderr;
    };
    const told = await inspect();
    assert.match(
      told,
      /error: s3:\/\/lessons\/in\/a\.ipynb is in AWS, and in which region is not known\. Set AWS_REGION/,
    );
    assert.match(told, /AWS_PROFILE .*AWS_ENDPOINT_URL/);
    assert.match(await inspect('lessons'), /cannot be read: CredentialsProviderError/);
  });

  it('are found beneath a path that ends with a slash', async (t) => {
    for (const [name, value] of Object.entries(variables)) setVariable(t, name, value);
    const s3 = s3Handler({ endpoint: aws.endpoint, region: undefined });
    const inputs = await expandInputs(['s3://lessons/in/'], { ioHandlers: { s3 } });
    assert.deepEqual(
      inputs.map(({ path }) => path),
      ['s3://lessons/in/a.ipynb', 's3://lessons/in/deep/b.ipynb'],
    );
  });
});

/** For what reads the environment by itself, such as the AWS SDK. */
function setVariable(t: { after(fn: () => void): void }, name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  t.after(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
}
