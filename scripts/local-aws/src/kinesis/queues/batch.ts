import { AwsError } from '../../errors.js';
import type { Write } from '../../storage/storage.js';
import type { RequestContext } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import type { QueueDelivery } from './queue-delivery.js';

/** An entry of a batch, after its constraints held. */
interface Entry {
  readonly ReceiptHandle: string | undefined;
}

interface Result {
  readonly Successful: { ReceiptHandle: string }[];
  readonly Failed: { ReceiptHandle: string; ErrorCode: string; ErrorMessage: string }[];
}

/** What an entry of a batch does: a change of the queue, and the writes that it takes. */
export type Change<BatchEntry> = (delivery: QueueDelivery, handle: string, entry: BatchEntry) => Write[];

/**
 * Makes a change for each entry, in their order. An entry that fails is among the `Failed` and keeps none of the
 * others from success; all changes are one write.
 *
 * @throws AwsError `ResourceNotFoundException` where there is no such queue
 */
export async function changeEach<BatchEntry extends Entry>(
  { queueCatalogue, queues }: Kinesis,
  { QueueARN, Entries }: { readonly QueueARN: string; readonly Entries: readonly BatchEntry[] },
  context: RequestContext,
  change: Change<BatchEntry>,
): Promise<Result> {
  const delivery = await queues.delivery(queueCatalogue.get(QueueARN, context));
  const result: Result = { Successful: [], Failed: [] };
  const writes: Write[] = [];
  for (const entry of Entries) {
    const { ReceiptHandle = '' } = entry;
    try {
      writes.push(...change(delivery, ReceiptHandle, entry));
      result.Successful.push({ ReceiptHandle });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      result.Failed.push({ ReceiptHandle, ErrorCode: error.code, ErrorMessage: error.message });
    }
  }
  await delivery.write(writes);
  return result;
}
