import type { Tokens } from '../tokens.js';
import type { Tracked } from './ledger.js';

/** What a receipt handle says: which delivery of which record, by which queue. */
export interface Receipt {
  readonly queueId: string;
  readonly sequenceNumber: string;
  readonly receipt: number;
}

const tokenKind = 'queue-receipt';

export const sealReceipt = (tokens: Tokens, queueId: string, { sequenceNumber, receipt }: Tracked): string =>
  tokens.seal(tokenKind, [queueId, sequenceNumber, String(receipt)]);

/** Undefined for what is no receipt handle. */
export function openReceipt(tokens: Tokens, handle: string): Receipt | undefined {
  const opened = tokens.open(tokenKind, handle);
  if (!opened) return undefined;
  const [queueId = '', sequenceNumber = '', receipt] = opened.content;
  return { queueId, sequenceNumber, receipt: Number(receipt) };
}
