import type { Clock } from '../clock.js';
import type { AccountSettings } from './account-settings.js';
import type { Channels } from './channels/channels.js';
import type { ConsumerCatalogue } from './consumer-catalogue.js';
import type { Limits } from './limits/limits.js';
import type { Throughput } from './limits/throughput.js';
import type { OnDemandGrowth } from './on-demand/growth.js';
import type { QueueCatalogue } from './queue-catalogue.js';
import type { Queues } from './queues/queues.js';
import type { RecordDistribution } from './record-distribution.js';
import type { RecordLog } from './record-log.js';
import type { StreamCatalogue } from './stream-catalogue.js';
import type { Subscriptions } from './subscriptions/subscriptions.js';
import type { Tokens } from './tokens.js';

/** What the operations act on. */
export interface Kinesis {
  readonly clock: Clock;
  readonly streams: StreamCatalogue;
  readonly consumers: ConsumerCatalogue;
  readonly channels: Channels;
  readonly queueCatalogue: QueueCatalogue;
  /** What the queues deliver. */
  readonly queues: Queues;
  readonly subscriptions: Subscriptions;
  readonly accounts: AccountSettings;
  readonly records: RecordLog;
  readonly tokens: Tokens;
  readonly limits: Limits;
  /** What each shard takes and gives in a second. */
  readonly throughput: Throughput;
  /** Finds shards where partition keys do not. */
  readonly distribution: RecordDistribution;
  readonly growth: OnDemandGrowth;
}
