import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { inspectNotebook, NotebookIoError } from '../../scripts/papermill-js/src/index.js';
import { azureHandler } from '../../scripts/papermill-js/src/io/azure.js';
import { googleHandler } from '../../scripts/papermill-js/src/io/google.js';
import { temporaryFolder } from './support/kernels.js';

const folder = temporaryFolder({ after });

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
