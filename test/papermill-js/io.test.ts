import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startLocalAws } from 'local-aws';
import {
  executeNotebook,
  expandInputs,
  type IoHandler,
  inspectNotebook,
  NotebookIoError,
  parseNotebook,
  serializeNotebook,
} from '../../scripts/papermill-js/src/index.js';
import { azureHandler } from '../../scripts/papermill-js/src/io/azure.js';
import { googleHandler } from '../../scripts/papermill-js/src/io/google.js';
import { httpHandler } from '../../scripts/papermill-js/src/io/http.js';
import { targetFor } from '../../scripts/papermill-js/src/io/notebook-target.js';
import { shownPath } from '../../scripts/papermill-js/src/io/path-scheme.js';
import { s3Handler } from '../../scripts/papermill-js/src/io/s3.js';
import { CellTexts } from '../../scripts/papermill-js/src/notebook/cell-texts.js';
import { NotebookSaver } from '../../scripts/papermill-js/src/notebook/saver.js';
import { nbformatStyle } from '../../scripts/papermill-js/src/notebook/style.js';
import { runCommand } from './support/cli.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { assertValid, sketchNotebook } from './support/notebooks.js';

const folder = temporaryFolder({ after });
const notebook = serializeNotebook(
  sketchNotebook([{ source: 'let n = 1', tags: ['parameters'] }, "k.print('olá')"]),
);

/** The message of the NotebookIoError that it ends with. */
async function failure(act: Promise<unknown>): Promise<string> {
  const error = await act.then(
    () => assert.fail('nothing was thrown'),
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof NotebookIoError, String(error));
  return error.message;
}

describe('Notebooks elsewhere than in files', () => {
  it('are read and written by registered handlers, a few times only', async () => {
    const files = new Map([['mem://a/in.ipynb', notebook]]);
    const writes: string[] = [];
    const mem: IoHandler = {
      read: async (path) => files.get(path) ?? '',
      write: async (path, content) => {
        writes.push(JSON.parse(content).metadata.papermill.end_time === null ? 'begun' : 'ended');
        files.set(path, content);
      },
    };
    const kernelDirs = [await scriptedKernel(folder)];
    const ioHandlers = { mem };
    await executeNotebook('mem://a/in.ipynb', 'mem://a/out.ipynb', { kernelDirs, ioHandlers });
    const saved = JSON.parse(files.get('mem://a/out.ipynb') ?? '');
    await assertValid(saved);
    assert.equal(saved.metadata.papermill.input_path, 'mem://a/in.ipynb');
    assert.deepEqual(saved.cells[1].outputs[0].text, ['olá']);
    assert.deepEqual(writes, ['begun', 'ended']);
    assert.equal(
      await inspectNotebook('mem://a/in.ipynb', { ioHandlers, kernelName: 'tslab' }).then(
        (p) => p?.[0]?.name,
      ),
      'n',
    );
  });

  it('that cannot be written at last are saved on this machine, and the error says where', async (t) => {
    let writes = 0;
    const mem: IoHandler = {
      read: async () => '',
      write: async (path) => {
        if (++writes > 1) throw new NotebookIoError(path, `${path} is full.`);
      },
    };
    const kernelDirs = [await scriptedKernel(folder)];
    const told = await failure(
      executeNotebook(sketchNotebook(["k.print('kept')"]), 'mem://x', { kernelDirs, ioHandlers: { mem } }),
    );
    const path = /^mem:\/\/x is full\. The notebook was saved as (.*) instead\.$/.exec(told)?.[1];
    assert.ok(path, told);
    t.after(() => rm(path));
    assert.match(await readFile(path, 'utf8'), /"kept"/);
  });

  it('may fail to be written in between, as long as they are in the end', async () => {
    let write: () => Promise<void>;
    const target = { ...targetFor('mem://x'), leastIntervalMs: 1, write: () => write() };
    const saver = new NotebookSaver(sketchNotebook(['1']), new CellTexts(nbformatStyle), target, {
      onCells: true,
      outputAfterMs: 1,
      isChangedUntold: false,
    });
    const failed = new Promise<void>((resolve) => {
      write = async () => {
        resolve();
        throw new Error('the line is dead');
      };
    });
    saver.touch('cell');
    await failed;
    await new Promise((resolve) => setImmediate(resolve));
    saver.throwIfFailed();
    write = async () => undefined;
    await saver.save(true);
  });

  it('that nobody can read are refused, with what there is and why', async () => {
    const message = (path: string): Promise<string> => failure(executeNotebook(path, null));
    assert.match(
      await message('ftp://h/x.ipynb'),
      /Known are local files and http:\/\/, .*s3:\/\/.*ioHandlers/,
    );
    assert.match(await message('adl://h/x.ipynb'), /Gen1 was retired .* abs:\/\//);
    assert.match(await message('hdfs://h/x.ipynb'), /WebHDFS/);
    assert.match(await message('s3://'), /names no bucket/);
  });

  it('never show what gives access to them', () => {
    const shown: Readonly<Record<string, string>> = {
      'https://ana:s3cret@h.example/a.ipynb?x=1': 'https://***@h.example/a.ipynb?x=1',
      'https://h/a?X-Amz-Credential=AK&X-Amz-Signature=ff&v=2':
        'https://h/a?X-Amz-Credential=***&X-Amz-Signature=***&v=2',
      'abs://acc.blob.core.windows.net/c/b?sv=1&sig=abc': 'abs://acc.blob.core.windows.net/c/b?sv=1&sig=***',
      'dir/a@b:c.ipynb': 'dir/a@b:c.ipynb',
      'C:\\x.ipynb': 'C:\\x.ipynb',
    };
    for (const [path, expected] of Object.entries(shown)) assert.equal(shownPath(path), expected);
  });
});

describe('Notebooks on a web server', () => {
  const requests: { method: string; url: string; authorization: string | undefined; body: string }[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let server: Server;
  let origin = '';
  before(async () => {
    server = createServer(async (request, response) => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, authorization: headers.authorization, body: await text(request) });
      answer(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const status =
    (code: number, body = '') =>
    (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(code).end(body);
    };
  it('are read with GET and written with PUT, and the password stays out of sight', async () => {
    answer = status(200, notebook);
    requests.length = 0;
    const kernelDirs = [await scriptedKernel(folder)];
    const { inputPath, outputPath } = await executeNotebook(
      `http://ana:s3%20cret@${origin}/in.ipynb`,
      `http://ana:s3%20cret@${origin}/out.ipynb`,
      { kernelDirs },
    );
    assert.deepEqual(
      [inputPath, outputPath],
      [`http://***@${origin}/in.ipynb`, `http://***@${origin}/out.ipynb`],
    );
    assert.deepEqual(
      requests.map(({ method, url }) => `${method} ${url}`),
      ['GET /in.ipynb', 'PUT /out.ipynb', 'PUT /out.ipynb'],
    );
    const basic = `Basic ${Buffer.from('ana:s3 cret').toString('base64')}`;
    assert.ok(requests.every(({ authorization }) => authorization === basic));
    const saved = parseNotebook(requests.at(-1)?.body ?? '', 'out');
    assert.doesNotMatch(JSON.stringify(saved), /cret/);
    await assertValid(JSON.parse(requests.at(-1)?.body ?? ''));
  });

  it('are asked for again where that may help, and not where it cannot', async () => {
    const codes = [503, 429, 200];
    answer = (request, response) => status(codes.shift() ?? 500, 'x')(request, response);
    const { read } = httpHandler({ retryMs: 1 });
    assert.equal(await read(`http://${origin}/a`, {}), 'x');
    requests.length = 0;
    answer = status(404);
    const told = await failure(read(`http://u:secret@${origin}/a`, {}));
    assert.equal(
      told,
      `http://***@${origin}/a cannot be read: the server answered 404 Not Found; there is nothing at this address.`,
    );
    assert.equal(requests.length, 1);
    answer = status(500);
    assert.match(await failure(read(`http://${origin}/a`, {})), /answered 500/);
    assert.equal(requests.length, 4);
  });

  it('that cannot be written say so before a kernel starts', async () => {
    answer = status(405);
    const kernelDirs = [await scriptedKernel(folder, ['--die-at-start'])];
    const told = await failure(executeNotebook(sketchNotebook(['1']), `http://${origin}/o`, { kernelDirs }));
    assert.match(told, /cannot be written: the server answered 405 .* takes no files/);
  });

  it('are given up when the server falls silent, cannot be reached, or the run is cancelled', async () => {
    answer = (_, response) => void response.writeHead(200).write('{');
    const { read } = httpHandler({ quietMs: 50, retryMs: 1 });
    assert.match(await failure(read(`http://${origin}/a`, {})), /it said nothing for 0\.05 s/);
    const stop = new AbortController();
    answer = () => stop.abort(new Error('enough'));
    await assert.rejects(httpHandler().read(`http://${origin}/a`, { signal: stop.signal }), /enough/);
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    assert.match(await failure(read(`http://127.0.0.1:${port}/a`, {})), /cannot be read: .*ECONNREFUSED/);
  });

  it('on a page of GitHub are fetched from where the file itself is, with the token', async () => {
    const asked: string[] = [];
    const stand: typeof fetch = async (url, init) => {
      asked.push(`${url} ${new Headers(init?.headers).get('authorization')}`);
      return new Response('{}');
    };
    const { read } = httpHandler({ fetch: stand, githubToken: 't0ken' });
    await read('https://github.com/o/r/blob/feature/x/notebooks/a%20b.ipynb', {});
    await read('https://gist.example/o/r/blob/x', {});
    assert.deepEqual(asked, [
      'https://raw.githubusercontent.com/o/r/feature/x/notebooks/a%20b.ipynb token t0ken',
      'https://gist.example/o/r/blob/x null',
    ]);
  });
});

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

describe('Notebooks in other clouds', () => {
  /** A package of the name, found from a folder of its own, that keeps its objects in files. */
  const standIn = async (name: string, source: string): Promise<string> => {
    const from = join(folder, `uses-${name.replace(/\W/g, '-')}`);
    const dir = join(from, 'node_modules', name);
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'package.json'), JSON.stringify({ name, main: 'index.cjs' }));
    await writeFile(join(dir, 'index.cjs'), source);
    return from;
  };

  it('say which package to install', async () => {
    for (const [path, name] of [
      ['gs://b/x.ipynb', '@google-cloud/storage'],
      ['abs://a.blob.core.windows.net/c/x.ipynb?sig=1', '@azure/storage-blob'],
    ] as const) {
      await assert.rejects(inspectNotebook(path), (error) => {
        return (
          error instanceof NotebookIoError && error.message.endsWith(`papermill-js: npm install ${name}`)
        );
      });
    }
  });

  it('are read, written and listed through Google’s package', async () => {
    const from = await standIn(
      '@google-cloud/storage',
      `const files = new Map();
       exports.Storage = class { bucket(b) { return {
         file: (n) => ({
           download: async () => { if (!files.has(b + n)) throw new Error('No such object: ' + n); return [Buffer.from(files.get(b + n))]; },
           save: async (text) => void files.set(b + n, text),
         }),
         getFiles: async ({ prefix }) => [[...files.keys()].filter((k) => k.startsWith(b + prefix)).map((k) => ({ name: k.slice(b.length) }))],
       }; } };`,
    );
    const { read, write, list } = googleHandler(from);
    await write('gs://bucket/d/a.ipynb', 'olá', {});
    assert.equal(await read('gs://bucket/d/a.ipynb', {}), 'olá');
    assert.deepEqual(await list?.('gs://bucket/d/', {}), ['gs://bucket/d/a.ipynb']);
    await assert.rejects(
      read('gs://bucket/none', {}),
      /gs:\/\/bucket\/none cannot be read: No such object: none\./,
    );
  });

  it('are read, written and listed through Azure’s packages, with a signature or with credentials', async () => {
    const from = await standIn(
      '@azure/storage-blob',
      `const { appendFileSync } = require('node:fs'); const files = new Map();
       exports.BlobServiceClient = class {
         constructor(url, credential) { appendFileSync(__dirname + '/log', url + ' ' + (credential?.constructor.name ?? 'none') + '\\n'); }
         getContainerClient(c) { return {
           getBlockBlobClient: (n) => ({
             downloadToBuffer: async () => Buffer.from(files.get(c + n)),
             upload: async (text, bytes) => void files.set(c + n, Buffer.from(text).subarray(0, bytes)),
           }),
           async *listBlobsFlat({ prefix }) { for (const k of files.keys()) if (k.startsWith(c + prefix)) yield { name: k.slice(c.length) }; },
         }; } };`,
    );
    const identity = join(from, 'node_modules/@azure/identity');
    await mkdir(identity);
    await writeFile(
      join(identity, 'index.js'),
      'exports.DefaultAzureCredential = class DefaultAzureCredential {};',
    );
    const { read, write, list } = azureHandler(from);
    const signed = 'abs://acc.blob.core.windows.net/c/d/a.ipynb?sv=1&sig=x';
    await write(signed, 'olá', {});
    assert.equal(await read('abs://acc.blob.core.windows.net/c/d/a.ipynb', {}), 'olá');
    assert.deepEqual(await list?.('abs://acc.blob.core.windows.net/c/d/?sv=1&sig=x', {}), [signed]);
    const log = await readFile(join(from, 'node_modules/@azure/storage-blob/log'), 'utf8');
    assert.deepEqual(log.split('\n').slice(0, 3), [
      'https://acc.blob.core.windows.net?sv=1&sig=x none',
      'https://acc.blob.core.windows.net DefaultAzureCredential',
      'https://acc.blob.core.windows.net?sv=1&sig=x none',
    ]);
    await assert.rejects(read('abs://acc/', {}), /names no container/);
  });
});
