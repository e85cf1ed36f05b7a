import type { Clock } from '../clock.js';
import type { RecordLog } from './record-log.js';
import type { StreamCatalogue } from './stream-catalogue.js';
import type { Tokens } from './tokens.js';

/** What the operations act on. */
export interface Kinesis {
  readonly clock: Clock;
  readonly streams: StreamCatalogue;
  readonly records: RecordLog;
  readonly tokens: Tokens;
}
