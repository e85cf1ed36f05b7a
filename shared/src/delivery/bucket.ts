import {
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { Connection } from '../connect';
import { LessonError } from '../errors';

type S3Connection = Pick<Connection, 's3' | 'config'>;

/**
 * A bucket name that is this account's in this region and stays the same from run to run: bucket names are unique
 * among all of AWS's customers.
 *
 * @example bucketNameFor('aulas-kinesis', stream.StreamARN); // 'aulas-kinesis-123456789012-us-east-1'
 */
export function bucketNameFor(prefix: string, streamArn: string): string {
  const [, , , region, account] = streamArn.split(':');
  return `${prefix}-${account}-${region}`;
}

/**
 * Creates the bucket if it is absent.
 *
 * @returns true where it was created now.
 * @throws LessonError `INVALID_ARGUMENT` where the name is somebody else's.
 * @example await ensureBucket(aws, 'aulas-kinesis-123456789012-us-east-1');
 */
export async function ensureBucket({ s3, config }: S3Connection, bucket: string): Promise<boolean> {
  if (await bucketExists(s3, bucket)) return false;
  try {
    await s3.send(
      new CreateBucketCommand({
        Bucket: bucket,
        // S3 takes every region here but its first one, which is the default.
        ...(config.region !== 'us-east-1' && {
          CreateBucketConfiguration: { LocationConstraint: config.region as 'sa-east-1' },
        }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof BucketAlreadyOwnedByYou) return false;
    throw error;
  }
}

/**
 * Deletes the bucket with all of its objects. A bucket that is not there is fine.
 *
 * @returns how many objects were deleted.
 * @example await deleteBucket(aws, 'aulas-kinesis-123456789012-us-east-1');
 */
export async function deleteBucket({ s3 }: Pick<Connection, 's3'>, bucket: string): Promise<number> {
  if (!(await bucketExists(s3, bucket))) return 0;
  let deleted = 0;
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
    const keys = (page.Contents ?? []).map(({ Key }) => ({ Key }));
    if (keys.length === 0) continue;
    await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: keys, Quiet: true } }));
    deleted += keys.length;
  }
  await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
  return deleted;
}

async function bucketExists(s3: Connection['s3'], bucket: string): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return true;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404) return false;
    if (status === 403) {
      throw new LessonError(
        'INVALID_ARGUMENT',
        `O bucket "${bucket}" existe e pertence a outra conta: escolha outro nome.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}
