import { NotebookIoError } from '../errors/notebook-io-error.js';
import { attempt } from './attempt.js';
import type { IoHandler } from './io-handler.js';
import { loadOptional } from './optional-package.js';
import { contentTypeOf } from './path-scheme.js';

/** What is used of `@google-cloud/storage`. */
interface GoogleStorage {
  readonly Storage: new () => { bucket(name: string): Bucket };
}
interface Bucket {
  file(name: string): {
    download(): Promise<[Buffer]>;
    save(text: string, options: { contentType: string; resumable: boolean }): Promise<void>;
  };
  getFiles(query: { prefix: string }): Promise<[readonly { readonly name: string }[], ...unknown[]]>;
}

/** `gs://BUCKET/NAME`, by Google's own package with its own credentials. */
export function googleHandler(from?: string): IoHandler {
  const open = async (path: string) => {
    const [, name = '', key = ''] = /^gs:\/\/([^/]*)\/?(.*)$/is.exec(path) ?? [];
    if (name === '') throw new NotebookIoError(path, `${path} names no bucket; expected gs://BUCKET/NAME.`);
    const { Storage } = (await loadOptional('@google-cloud/storage', path, from)) as GoogleStorage;
    return { bucket: new Storage().bucket(name), name, key };
  };
  return {
    read: (path) =>
      attempt(path, 'read', async () => {
        const { bucket, key } = await open(path);
        return (await bucket.file(key).download())[0].toString('utf8');
      }),
    write: (path, text) =>
      attempt(path, 'written', async () => {
        const { bucket, key } = await open(path);
        await bucket.file(key).save(text, { contentType: contentTypeOf(path), resumable: false });
      }),
    list: (path) =>
      attempt(path, 'listed', async () => {
        const { bucket, name, key } = await open(path);
        const [files] = await bucket.getFiles({ prefix: key });
        return files.map((file) => `gs://${name}/${file.name}`);
      }),
  };
}
