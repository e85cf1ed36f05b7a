import type { RequestContext } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import type { QueueRecord } from '../newer-api.js';
import type { RecordKind } from './queue-delivery.js';

interface ReceiveInput {
  readonly QueueARN: string;
  readonly Limit?: number | undefined;
  readonly WaitTimeSeconds?: number | undefined;
  readonly VisibilityTimeoutSeconds?: number | undefined;
}

/** Where a request says nothing (ReceiveQueueRecords in AWS's API reference). */
const defaults = { limit: 10, waitSeconds: 9 };

/** What both receive actions do. @throws AwsError `ResourceNotFoundException` where there is no such queue */
export async function receive(
  { queueCatalogue, queues }: Kinesis,
  kind: RecordKind,
  input: ReceiveInput,
  context: RequestContext,
): Promise<{ QueueRecords: QueueRecord[] }> {
  const { QueueARN, Limit = defaults.limit, WaitTimeSeconds = defaults.waitSeconds } = input;
  const delivery = await queues.delivery(queueCatalogue.get(QueueARN, context));
  const records = await delivery.receive(kind, {
    limit: Math.trunc(Limit),
    waitMs: WaitTimeSeconds * 1000,
    visibilityTimeoutSeconds: input.VisibilityTimeoutSeconds,
    isGone: context.isGone ?? (() => false),
  });
  return { QueueRecords: records };
}
