import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { Connection } from '../connect';
import { LessonError } from '../errors';
import { whileRunning } from '../interrupt';
import { rest } from '../waiting';

const lookAgainMs = 250;

/** One object that Firehose wrote. */
export interface DeliveredObject {
  readonly key: string;
  readonly bytes: number;
  readonly lastModified: Date;
  /** The whole content as UTF-8. */
  readonly text: string;
}

export interface DeliveredOptions {
  readonly bucket: string;
  readonly prefix: string;
}

export interface WaitForDeliveryOptions extends DeliveredOptions {
  /** Says from the objects so far whether everything has come. */
  readonly until: (objects: readonly DeliveredObject[]) => boolean;
  /** Milliseconds until it gives up. */
  readonly timeoutMs: number;
  /** Called at each look with what has come so far and the milliseconds waited. */
  readonly onProgress?: (objects: readonly DeliveredObject[], waitedMs: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Reads all objects below a prefix, in the order of their keys, which Firehose's dates make the order of time.
 *
 * @example const objects = await readDelivered(aws, { bucket, prefix: 'entregas/' });
 */
export async function readDelivered(
  { s3 }: Pick<Connection, 's3'>,
  { bucket, prefix }: DeliveredOptions,
  known: ReadonlyMap<string, DeliveredObject> = new Map(),
): Promise<DeliveredObject[]> {
  const objects: DeliveredObject[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key = '', Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
      objects.push(
        known.get(Key) ?? {
          key: Key,
          bytes: Size,
          lastModified: LastModified,
          text: await readText(s3, bucket, Key),
        },
      );
    }
  }
  return objects;
}

/**
 * Waits for what Firehose delivers, looking four times a second, and returns the objects.
 *
 * @throws LessonError `TIMED_OUT` after `timeoutMs`, with what has come until then.
 * @example await waitForDelivery(aws, { bucket, prefix, until: (objects) => objects.length > 0, timeoutMs: 90_000 });
 */
export async function waitForDelivery(
  aws: Pick<Connection, 's3'>,
  { until, timeoutMs, onProgress, signal: outer, ...where }: WaitForDeliveryOptions,
): Promise<DeliveredObject[]> {
  const startedAt = Date.now();
  return whileRunning(outer, async (signal) => {
    let objects: DeliveredObject[] = [];
    for (;;) {
      objects = await readDelivered(aws, where, new Map(objects.map((object) => [object.key, object])));
      const waitedMs = Date.now() - startedAt;
      onProgress?.(objects, waitedMs);
      if (until(objects) || signal.aborted) return objects;
      if (waitedMs >= timeoutMs) {
        throw new LessonError(
          'TIMED_OUT',
          `Depois de ${Math.round(waitedMs / 1000)} s chegaram ${objects.length} objeto(s) em s3://${where.bucket}/${where.prefix}, e não tudo o que se esperava.`,
        );
      }
      await rest(lookAgainMs, signal);
    }
  });
}

async function readText(s3: Connection['s3'], bucket: string, key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString('utf8')) ?? '';
}
