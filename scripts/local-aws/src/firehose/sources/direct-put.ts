import type { Clock } from '../../clock.js';
import type { Storage, Write } from '../../storage/storage.js';
import type { DeliveryStream } from '../model/delivery-stream.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import type { Source } from './source.js';

/** Rows: the records of one call, until the last of them is delivered. */
export const putCollection = 'firehose-puts';

interface StoredPut {
  readonly arrivedAtMs: number;
  readonly data: readonly Uint8Array[];
}

/** What a direct put source needs. */
export interface DirectPutOptions {
  readonly stream: DeliveryStream;
  readonly pipeline: Pipeline;
  readonly storage: Storage;
  readonly clock: Clock;
}

/** Records that producers put into the delivery stream themselves: stored first, then acknowledged. */
export class DirectPut implements Source {
  readonly #options: DirectPutOptions;
  #nextNumber = 0;

  constructor(options: DirectPutOptions) {
    this.#options = options;
  }

  async begin(): Promise<Write[]> {
    return [];
  }

  /** Takes up what an earlier run of the server acknowledged and did not deliver. */
  async restore(): Promise<void> {
    const { stream, pipeline, storage } = this.#options;
    const rows = storage.entries<StoredPut>(putCollection, { gte: `${stream.id}/`, lt: `${stream.id}0` });
    for await (const [key, put] of rows) {
      this.#nextNumber = Number(key.slice(stream.id.length + 1)) + 1;
      pipeline.accept(toRecords(key, put));
    }
  }

  run(): void {}

  async stop(): Promise<void> {}

  /** The records are on disk when the promise resolves. */
  async put(data: readonly Uint8Array[]): Promise<void> {
    const { stream, pipeline, storage, clock } = this.#options;
    const key = `${stream.id}/${String(this.#nextNumber++).padStart(16, '0')}`;
    const value: StoredPut = { arrivedAtMs: clock.now(), data };
    await storage.write([{ collection: putCollection, key, value }]);
    pipeline.accept(toRecords(key, value));
  }
}

/** The row goes with its last record: a call whose records end in two objects may deliver some of them twice. */
function toRecords(key: string, { arrivedAtMs, data }: StoredPut) {
  return data.map((bytes, index) => ({
    data: bytes,
    arrivedAtMs,
    checkpoint: index === data.length - 1 ? { collection: putCollection, key } : undefined,
  }));
}
