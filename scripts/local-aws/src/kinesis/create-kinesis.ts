import { randomUUID } from 'node:crypto';
import { type Clock, paceOf } from '../clock.js';
import type { Logger } from '../logger.js';
import type { ObjectStore } from '../s3/object-store.js';
import type { Storage } from '../storage/storage.js';
import type { Operation } from '../wire/operation.js';
import { bindService, invoke, type WireService } from '../wire/service.js';
import { AccountSettings } from './account-settings.js';
import { Channels } from './channels/channels.js';
import { kinesisConstraints } from './constraints.js';
import { ConsumerCatalogue } from './consumer-catalogue.js';
import { requireShareable } from './foreign-account.js';
import type { Kinesis } from './kinesis.js';
import type { Caller, KinesisApi } from './kinesis-api.js';
import { ControlPlane } from './limits/control-plane.js';
import type { Limits } from './limits/limits.js';
import { Throughput } from './limits/throughput.js';
import { OnDemandGrowth } from './on-demand/growth.js';
import { describeStreamSummary } from './operations/describe-stream-summary.js';
import { getRecords } from './operations/get-records.js';
import { getShardIterator } from './operations/get-shard-iterator.js';
import { kinesisOperations } from './operations/index.js';
import { listShards } from './operations/list-shards.js';
import { QueueCatalogue } from './queue-catalogue.js';
import { Queues } from './queues/queues.js';
import { RecordDistribution } from './record-distribution.js';
import { RecordLog } from './record-log.js';
import { StreamCatalogue } from './stream-catalogue.js';
import { Subscriptions } from './subscriptions/subscriptions.js';
import { openTokens } from './tokens.js';

export interface KinesisOptions {
  readonly storage: Storage;
  /** Where channels deliver to. */
  readonly objects: ObjectStore;
  readonly clock: Clock;
  /** Milliseconds that a stream or a consumer stays CREATING, UPDATING or DELETING. */
  readonly transitionMs: number;
  readonly limits: Limits;
  readonly logger: Logger;
}

/** Kinesis Data Streams, ready to be served. */
export interface KinesisService {
  readonly wire: WireService;
  /** For the other services of this process. */
  readonly api: KinesisApi;
  /** Ends subscriptions and calls that wait for a queue's records, which would keep the server's connections open. */
  endWaits(): void;
  close(): Promise<void>;
}

/** Takes up the streams where the last process left them. */
export async function createKinesis({
  storage,
  objects,
  clock,
  transitionMs,
  limits,
  logger,
}: KinesisOptions): Promise<KinesisService> {
  const records = new RecordLog(storage, clock);
  const common = { storage, clock, transitionMs, logger };
  const consumers = await ConsumerCatalogue.open(common);
  const streams = await StreamCatalogue.open({ ...common, records, consumers });
  const channels = await Channels.open({ ...common, streams, records, objects });
  const subscriptions = new Subscriptions({ clock, streams, records }, limits);
  const accounts = await AccountSettings.open(storage, clock);
  const pace = paceOf(clock);
  const tokens = await openTokens(storage, pace);
  const throughput = new Throughput(limits, pace);
  const queueCatalogue = await QueueCatalogue.open(common);
  const queueSource = { storage, clock, streams, records, tokens, queues: queueCatalogue, limits };
  const queues = new Queues(queueSource, logger);
  const growth = new OnDemandGrowth({ streams, clock, limits, logger });
  const controlPlane = new ControlPlane(limits, pace);
  const kinesis: Kinesis = {
    clock,
    streams,
    consumers,
    channels,
    queueCatalogue,
    queues,
    subscriptions,
    accounts,
    records,
    tokens,
    limits,
    throughput,
    distribution: new RecordDistribution(throughput),
    growth,
  };
  return {
    wire: bindService(
      'Kinesis_20131202',
      kinesisOperations,
      kinesisConstraints,
      kinesis,
      (action, input, context) => {
        requireShareable(action, input, context);
        controlPlane.take(action, input, context);
      },
    ),
    api: inProcess(kinesis),
    endWaits() {
      subscriptions.close();
      queues.endReceives();
    },
    async close() {
      await growth.close();
      await channels.close();
      await Promise.all([streams.close(), consumers.close(), queues.close(), queueCatalogue.close()]);
    },
  };
}

function inProcess(kinesis: Kinesis): KinesisApi {
  const call =
    <Input extends object, Output extends object | undefined>(operation: Operation<Kinesis, Input, Output>) =>
    (input: object, caller: Caller) =>
      invoke(operation, kinesisConstraints, kinesis, input, { ...caller, requestId: randomUUID() });
  return {
    describeStreamSummary: call(describeStreamSummary),
    listShards: call(listShards),
    getShardIterator: call(getShardIterator),
    getRecords: call(getRecords),
  };
}
