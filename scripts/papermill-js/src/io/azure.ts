import { NotebookIoError } from '../errors/notebook-io-error.js';
import { attempt } from './attempt.js';
import type { IoHandler } from './io-handler.js';
import { loadOptional } from './optional-package.js';
import { contentTypeOf, shownPath } from './path-scheme.js';

/** What is used of `@azure/storage-blob`. */
interface AzureBlobs {
  readonly BlobServiceClient: new (
    url: string,
    credential?: unknown,
  ) => { getContainerClient(name: string): Container };
}
interface Abort {
  readonly abortSignal?: AbortSignal | undefined;
}
interface Container {
  getBlockBlobClient(name: string): {
    downloadToBuffer(offset: number, count: undefined, options: Abort): Promise<Buffer>;
    upload(
      text: string,
      bytes: number,
      options: Abort & { blobHTTPHeaders: { blobContentType: string } },
    ): Promise<unknown>;
  };
  listBlobsFlat(options: Abort & { prefix: string }): AsyncIterable<{ readonly name: string }>;
}
interface AzureIdentity {
  readonly DefaultAzureCredential: new () => unknown;
}

/**
 * `abs://ACCOUNT.blob.core.windows.net/CONTAINER/BLOB`, as papermill writes them, by Azure's own packages: with the
 * signature that the path has after a `?`, else with the credentials that `@azure/identity` finds.
 */
export function azureHandler(from?: string): IoHandler {
  const open = async (path: string) => {
    const [, host, name, blob = '', signature] =
      /^abs:\/\/([^/]+)\/([^/?]+)\/?([^?]*)\??(.*)$/is.exec(path) ?? [];
    if (!host || !name) {
      const shown = shownPath(path);
      throw new NotebookIoError(
        shown,
        `${shown} names no container; expected abs://ACCOUNT.blob.core.windows.net/CONTAINER/BLOB.`,
      );
    }
    const { BlobServiceClient } = (await loadOptional('@azure/storage-blob', path, from)) as AzureBlobs;
    const service = signature
      ? new BlobServiceClient(`https://${host}?${signature}`)
      : new BlobServiceClient(`https://${host}`, await credential(path, from));
    return { container: service.getContainerClient(name), host, name, blob, signature };
  };
  return {
    read: (path, { signal }) =>
      attempt(path, 'read', async () => {
        const { container, blob } = await open(path);
        const options = { abortSignal: signal };
        return (await container.getBlockBlobClient(blob).downloadToBuffer(0, undefined, options)).toString(
          'utf8',
        );
      }),
    write: (path, text, { signal }) =>
      attempt(path, 'written', async () => {
        const { container, blob } = await open(path);
        const blobHTTPHeaders = { blobContentType: contentTypeOf(path) };
        const options = { abortSignal: signal, blobHTTPHeaders };
        await container.getBlockBlobClient(blob).upload(text, Buffer.byteLength(text), options);
      }),
    list: (path, { signal }) =>
      attempt(path, 'listed', async () => {
        const { container, host, name, blob, signature } = await open(path);
        const paths: string[] = [];
        for await (const found of container.listBlobsFlat({ abortSignal: signal, prefix: blob })) {
          paths.push(`abs://${host}/${name}/${found.name}${signature ? `?${signature}` : ''}`);
        }
        return paths;
      }),
  };
}

async function credential(path: string, from: string | undefined): Promise<unknown> {
  const { DefaultAzureCredential } = (await loadOptional('@azure/identity', path, from)) as AzureIdentity;
  return new DefaultAzureCredential();
}
