import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalAwsError } from '../errors.js';
import type { S3Folders, S3Options, S3Service } from './mount-s3.js';

/** What S3 needs. */
export interface S3WhenAskedOptions extends Omit<S3Options, 'folders'> {
  /** Buckets become folders of its `s3` folder; without it, they are kept in memory. */
  readonly dataDir: string | undefined;
}

/**
 * S3, loaded when somebody first asks for it: the library beneath takes as long to load as much of the rest, and
 * memory, of which programs that use streams alone have no use.
 */
export async function s3WhenAsked({ dataDir, ...options }: S3WhenAskedOptions): Promise<S3Service> {
  const folders = dataDir === undefined ? undefined : await makeFolders(dataDir);
  let mounted: Promise<S3Service> | undefined;
  const mount = () => {
    mounted ??= import('./mount-s3.js').then(({ mountS3 }) => mountS3({ folders, ...options }));
    return mounted;
  };
  return {
    async onRequest(request, response) {
      // Until somebody listens who answers the request, an error of it would end the process.
      request.on('error', () => {});
      await (await mount()).onRequest(request, response);
    },
    objects: {
      bucketExists: async (bucket) => (await mount()).objects.bucketExists(bucket),
      putObject: async (object) => (await mount()).objects.putObject(object),
    },
    close: async () => (await mounted)?.close(),
  };
}

/**
 * At the start, which fails where nothing can be written. What was being written before is gone.
 *
 * @throws LocalAwsError `DataDirUnusable`
 */
async function makeFolders(dataDir: string): Promise<S3Folders> {
  const folders = { buckets: join(dataDir, 's3'), incoming: join(dataDir, 's3-incoming') };
  try {
    await rm(folders.incoming, { recursive: true, force: true });
    await Promise.all(Object.values(folders).map((path) => mkdir(path, { recursive: true })));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The data folder ${dataDir} cannot keep the objects of S3: ${reason}. Choose another one, or move what is in the way.`;
    throw new LocalAwsError('DataDirUnusable', message, { cause });
  }
  return folders;
}
