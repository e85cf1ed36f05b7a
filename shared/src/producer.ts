import { type KinesisClient, PutRecordsCommand, type PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import type { Connection } from './connect';
import { LessonError } from './errors';
import { whileRunning } from './interrupt';

/** What a lesson produces: anything that JSON can say, or the bytes themselves. */
export interface OutgoingRecord {
  /** 1 to 256 characters; decides the shard. */
  readonly partitionKey: string;
  /** Bytes and strings go as they are, everything else as JSON. */
  readonly data: unknown;
}

export interface ProduceProgress {
  readonly sent: number;
  /** Entries that Kinesis refused and that are being sent again. */
  readonly retrying: number;
}

export interface ProduceOptions {
  readonly stream: string;
  readonly onProgress?: (progress: ProduceProgress) => void;
  /** Stops between two requests; the rest is not sent. */
  readonly signal?: AbortSignal;
  /** Tries for each record, the first included. Default 10. */
  readonly maxAttempts?: number;
  /** First pause before entries are sent again, in milliseconds; it doubles up to 5 s. Default 100. */
  readonly backOffMs?: number;
}

export interface Produced {
  readonly sent: number;
  /** Of data and partition keys, as Kinesis counts them. */
  readonly bytes: number;
  readonly requests: number;
  /** Entries that were refused at first and sent again. */
  readonly retried: number;
  /** Records by shard. */
  readonly shards: ReadonlyMap<string, number>;
  /** True where a signal or an interrupt of the kernel ended it before the last record. */
  readonly stopped: boolean;
}

/** Some records could not be sent; the error carries them, so that nothing is lost. */
export class RecordsNotSentError extends LessonError {
  declare readonly unsent: readonly PutRecordsRequestEntry[];
  declare readonly sent: number;

  constructor(unsent: readonly PutRecordsRequestEntry[], sent: number, cause: Error) {
    super(
      'RECORDS_NOT_SENT',
      `${unsent.length} registro(s) não foram enviados (${describe(cause)}), depois de ${sent} enviados. Eles estão em error.unsent: ${advise(cause)} e envie de novo.`,
      { cause },
    );
    Object.defineProperties(this, { unsent: { value: unsent }, sent: { value: sent } });
  }
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const MAX_RECORDS = 500;
/** AWS takes 10 MiB a request since October 2025, and most stand-ins still the 5 MiB of before. */
const MAX_REQUEST_BYTES = 5 * 1024 * 1024;
/** A record, partition key included, on a stream of the default record size. */
const MAX_RECORD_BYTES = 1024 * 1024;

/**
 * Sends the records in as few PutRecords calls as its limits allow, and sends again only the entries that were
 * refused, after a growing pause. Takes an endless generator too: it reads ahead by one batch.
 *
 * Records of one partition key may change their order where some of them had to be sent again.
 *
 * @throws RecordsNotSentError with the unsent records, where Kinesis still refuses them after `maxAttempts`.
 * @throws LessonError `INVALID_ARGUMENT` for a record that no request can carry, before its batch is sent.
 * @example const { sent, shards } = await produce(aws, records, { stream: 'stream1' });
 */
export async function produce(
  { kinesis }: Pick<Connection, 'kinesis'>,
  records: Iterable<OutgoingRecord> | AsyncIterable<OutgoingRecord>,
  options: ProduceOptions,
): Promise<Produced> {
  const tally: Tally = { sent: 0, bytes: 0, requests: 0, retried: 0, shards: new Map(), stopped: false };
  await whileRunning(options.signal, async (signal) => {
    for await (const batch of batches(records)) {
      if (signal.aborted) break;
      await sendBatch(kinesis, batch, tally, { ...options, signal });
    }
    tally.stopped = signal.aborted;
  });
  return tally;
}

type Tally = { -readonly [K in keyof Produced]: K extends 'shards' ? Map<string, number> : Produced[K] };

/** Kinesis took the request and refused some of its entries: the one failure that is ours to retry. */
class EntriesRefused extends Error {}

async function sendBatch(
  kinesis: KinesisClient,
  batch: readonly PutRecordsRequestEntry[],
  tally: Tally,
  { stream, onProgress, signal, maxAttempts = 10, backOffMs = 100 }: ProduceOptions,
): Promise<void> {
  const { default: pRetry } = await import('p-retry');
  let pending = batch;
  try {
    await pRetry(
      async () => {
        const answer = await kinesis.send(
          new PutRecordsCommand({ StreamName: stream, Records: [...pending] }),
        );
        tally.requests += 1;
        pending = pending.filter((entry, index) => {
          const shard = answer.Records?.[index]?.ShardId;
          if (shard) count(tally, entry, shard);
          return !shard;
        });
        onProgress?.({ sent: tally.sent, retrying: pending.length });
        const refused = answer.Records?.find((result) => result.ErrorCode);
        if (refused) throw new EntriesRefused(`${refused.ErrorCode}: ${refused.ErrorMessage}`);
      },
      {
        retries: maxAttempts - 1,
        minTimeout: backOffMs,
        maxTimeout: 5_000,
        randomize: true,
        ...(signal && { signal }),
        // A request that fails as a whole has been retried by the SDK's own client already.
        shouldRetry: ({ error }) => error instanceof EntriesRefused,
        onFailedAttempt: ({ retriesLeft }) => {
          if (retriesLeft > 0) tally.retried += pending.length;
        },
      },
    );
  } catch (error) {
    if (signal?.aborted) return;
    throw new RecordsNotSentError(pending, tally.sent, error as Error);
  }
}

function describe({ name, message }: Error): string {
  return name === 'Error' ? message : `${name}: ${message}`;
}

function advise(cause: Error): string {
  if (cause instanceof EntriesRefused) return 'reduza o ritmo ou aumente o número de shards';
  if (cause.name === 'ResourceNotFoundException') return 'confira o nome do stream, ou crie-o antes,';
  return 'corrija a causa';
}

function count(tally: Tally, entry: PutRecordsRequestEntry, shard: string): void {
  tally.sent += 1;
  tally.bytes += sizeOf(entry);
  tally.shards.set(shard, (tally.shards.get(shard) ?? 0) + 1);
}

/** Groups the records into requests that PutRecords takes. */
export async function* batches(
  records: Iterable<OutgoingRecord> | AsyncIterable<OutgoingRecord>,
): AsyncGenerator<PutRecordsRequestEntry[]> {
  let batch: PutRecordsRequestEntry[] = [];
  let bytes = 0;
  for await (const record of records) {
    const entry = toEntry(record);
    const size = sizeOf(entry);
    if (batch.length === MAX_RECORDS || bytes + size > MAX_REQUEST_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function toEntry({ partitionKey, data }: OutgoingRecord): PutRecordsRequestEntry {
  if (partitionKey.length < 1 || partitionKey.length > 256) {
    throw new LessonError(
      'INVALID_ARGUMENT',
      `A chave de partição deve ter de 1 a 256 caracteres, e tem ${partitionKey.length}.`,
    );
  }
  const entry = { PartitionKey: partitionKey, Data: encode(data) };
  if (sizeOf(entry) > MAX_RECORD_BYTES) {
    throw new LessonError(
      'INVALID_ARGUMENT',
      `Um registro tem ${sizeOf(entry)} bytes com a chave de partição, e o limite é de ${MAX_RECORD_BYTES} (1 MiB): divida-o, ou guarde o conteúdo no S3 e envie só o endereço.`,
    );
  }
  return entry;
}

/**
 * The bytes that travel in a record: strings as UTF-8, other values as JSON.
 *
 * @example encode({ idvendedor: '990', nome: 'Amadeu' });
 */
export function encode(data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data;
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  if (text === undefined) {
    throw new LessonError(
      'INVALID_ARGUMENT',
      `O dado de um registro não tem forma em JSON: ${String(data)}.`,
    );
  }
  return Buffer.from(text, 'utf8');
}

function sizeOf({ Data, PartitionKey }: PutRecordsRequestEntry): number {
  return (Data?.byteLength ?? 0) + Buffer.byteLength(PartitionKey ?? '', 'utf8');
}
