import type { S3Client } from '@aws-sdk/client-s3';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import { attempt } from './attempt.js';
import type { IoHandler } from './io-handler.js';
import { loadOptional } from './optional-package.js';
import { contentTypeOf } from './path-scheme.js';

type Sdk = typeof import('@aws-sdk/client-s3');

/** Where S3 is. */
export interface S3Options {
  /** A server that speaks S3; by default AWS itself. Buckets then stand in the path, not in the host's name. */
  readonly endpoint: string | undefined;
  /** By default what AWS's own configuration says; with an endpoint us-east-1. */
  readonly region: string | undefined;
}

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** `s3://BUCKET/KEY`, by the AWS SDK with its own credentials. The SDK asks again by itself where that may help. */
export function s3Handler({ endpoint, region }: S3Options): IoHandler {
  const withClient = async <T>(
    path: string,
    what: 'read' | 'written' | 'listed',
    use: (client: S3Client, place: Place, sdk: Sdk) => Promise<T>,
  ): Promise<T> => {
    const place = placeOf(path);
    const sdk = (await loadOptional('@aws-sdk/client-s3', path)) as Sdk;
    const client = new sdk.S3Client({
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true, region: region ?? 'us-east-1' }),
      ...(region !== undefined && { region }),
    });
    try {
      return await attempt(path, what, async () => {
        await knowRegion(client, path);
        return use(client, place, sdk);
      });
    } finally {
      client.destroy();
    }
  };
  return {
    read: (path, { signal }) =>
      withClient(path, 'read', async (client, place, { GetObjectCommand }) => {
        const { Body } = await client.send(new GetObjectCommand(place), abortable(signal));
        return (await Body?.transformToString('utf8')) ?? '';
      }),
    write: (path, text, { signal }) =>
      withClient(path, 'written', async (client, place, { PutObjectCommand }) => {
        const object = { ...place, Body: text, ContentType: contentTypeOf(path) };
        await client.send(new PutObjectCommand(object), abortable(signal));
      }),
    list: (path, { signal }) =>
      withClient(path, 'listed', async (client, { Bucket, Key }, { paginateListObjectsV2 }) => {
        const paths: string[] = [];
        const pages = paginateListObjectsV2({ client }, { Bucket, Prefix: Key }, abortable(signal));
        for await (const { Contents = [] } of pages) {
          for (const object of Contents) paths.push(`s3://${Bucket}/${object.Key}`);
        }
        return paths;
      }),
  };
}

/** The SDK says only that a region is missing; nobody who gives a path knows what would have to say it. */
async function knowRegion(client: S3Client, path: string): Promise<void> {
  try {
    await client.config.region();
  } catch (cause) {
    throw new NotebookIoError(
      path,
      `${path} is in AWS, and in which region is not known. Set AWS_REGION, such as AWS_REGION=us-east-1, or the region ` +
        'of the profile that is used (aws configure set region us-east-1; AWS_PROFILE names another than default). For ' +
        "another server that speaks S3's protocol, set AWS_ENDPOINT_URL.",
      { cause },
    );
  }
}

function abortable(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

function placeOf(path: string): Place {
  const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]*)\/?(.*)$/is.exec(path) ?? [];
  if (Bucket !== '') return { Bucket, Key };
  throw new NotebookIoError(path, `${path} names no bucket; expected s3://BUCKET/KEY.`);
}
