import { isDeepStrictEqual } from 'node:util';
import { type Clock, paceOf } from '../../clock.js';
import type { Logger } from '../../logger.js';
import type { Limits } from '../limits/limits.js';
import { onDemandShardCeiling } from '../limits/quotas.js';
import { openShards, type Stream, streamArn } from '../model/stream.js';
import { peakOf, type WriteThroughput, withPeak } from '../model/write-peaks.js';
import type { NewRecord } from '../record-log.js';
import { newRecordBytes } from '../routing.js';
import type { StreamCatalogue } from '../stream-catalogue.js';
import { planGrowth } from './plan-growth.js';

/**
 * How long traffic is watched, by the service's clock. What gets hot in the middle of one watch shows in the next:
 * within the fifteen minutes in which AWS splits a shard.
 */
const watchMs = 5 * 60_000;
/** The least, in clients' time: a clock that runs a thousand times as fast must not judge by a few milliseconds. */
const shortestWatchMs = 1000;

export interface GrowthOptions {
  readonly streams: StreamCatalogue;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly logger: Logger;
}

interface Counted {
  bytes: number;
  records: number;
}

interface Watch {
  readonly stream: Stream;
  /** In clients' time. */
  readonly startedAtMs: number;
  /** By index. */
  readonly shards: Map<number, Counted>;
  cancel: () => void;
}

/**
 * Watches what on-demand streams take, and splits their shards as it grows. They never shrink: AWS does not say when
 * one would.
 */
export class OnDemandGrowth {
  readonly #options: GrowthOptions;
  readonly #watches = new Map<string, Watch>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: GrowthOptions) {
    this.#options = options;
  }

  /** Counts records that the stream took. */
  count(stream: Stream, records: readonly NewRecord[]): void {
    if (stream.mode !== 'ON_DEMAND' || records.length === 0) return;
    const { shards } = this.#watches.get(stream.id) ?? this.#begin(stream);
    for (const record of records) {
      const { index } = record.shard;
      const counted = shards.get(index) ?? { bytes: 0, records: 0 };
      counted.bytes += newRecordBytes(record);
      counted.records += 1;
      shards.set(index, counted);
    }
  }

  /** Stops watching. */
  async close(): Promise<void> {
    for (const { cancel } of this.#watches.values()) cancel();
    this.#watches.clear();
    await Promise.all(this.#underWay);
  }

  #begin(stream: Stream): Watch {
    const { clock } = this.#options;
    const startedAtMs = paceOf(clock).now();
    const watch: Watch = { stream, startedAtMs, shards: new Map(), cancel: () => {} };
    watch.cancel = clock.after(watchMs, () => this.#end(watch));
    this.#watches.set(stream.id, watch);
    return watch;
  }

  #end(watch: Watch): void {
    const pace = paceOf(this.#options.clock);
    const watchedMs = pace.now() - watch.startedAtMs;
    if (watchedMs < shortestWatchMs) {
      watch.cancel = pace.after(shortestWatchMs - watchedMs, () => this.#end(watch));
      return;
    }
    this.#watches.delete(watch.stream.id);
    const growing = this.#grow(watch, watchedMs / 1000)
      .catch((error: unknown) =>
        this.#options.logger.error(`the growth of stream ${streamArn(watch.stream)} failed`, error),
      )
      .finally(() => this.#underWay.delete(growing));
    this.#underWay.add(growing);
  }

  async #grow({ stream, shards }: Watch, seconds: number): Promise<void> {
    const { streams, limits, clock } = this.#options;
    const current = streams.current(stream);
    if (current?.mode !== 'ON_DEMAND') return;
    const traffic = openShards(current).map((shard) => {
      const { bytes, records } = shards.get(shard.index) ?? { bytes: 0, records: 0 };
      return { shard, bytesPerSecond: bytes / seconds, recordsPerSecond: records / seconds };
    });
    const nowMs = clock.now();
    // Of the closed ones too: a shard may have been split meanwhile.
    const writePeaks = withPeak(current.writePeaks, totalPerSecond(shards.values(), seconds), nowMs);
    const noted: Stream = { ...current, writePeaks };
    const ceiling = onDemandShardCeiling(limits, current.region);
    const splits = planGrowth(traffic, peakOf(writePeaks, nowMs), ceiling);
    // A stream that is not ACTIVE keeps its peak, and grows at the end of the next watch.
    if (splits.length > 0 && current.status === 'ACTIVE')
      await streams.begin(noted, 'UPDATING', { kind: 'grow', shards: splits });
    else if (!isDeepStrictEqual(writePeaks, current.writePeaks)) await streams.save(noted);
  }
}

function totalPerSecond(shards: Iterable<Counted>, seconds: number): WriteThroughput {
  const total = { bytes: 0, records: 0 };
  for (const { bytes, records } of shards) {
    total.bytes += bytes;
    total.records += records;
  }
  return { bytesPerSecond: total.bytes / seconds, recordsPerSecond: total.records / seconds };
}
