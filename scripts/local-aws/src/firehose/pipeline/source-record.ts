import type { DeliveredRecord } from '../../delivery/record-buffer.js';

/** A record on its way through the pipeline. */
export interface SourceRecord extends DeliveredRecord {
  /**
   * How far the source is done once this record is delivered, in the source's own terms: a key of storage and
   * what to write there. The last one of each key counts.
   */
  readonly checkpoint?: Checkpoint | undefined;
}

/** A row that a source keeps in storage; `value` absent means the row goes. */
export interface Checkpoint {
  readonly collection: string;
  readonly key: string;
  readonly value?: unknown;
}
