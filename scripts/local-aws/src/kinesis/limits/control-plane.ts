import type { Clock } from '../../clock.js';
import { AwsError } from '../../errors.js';
import type { Caller } from '../kinesis-api.js';
import { controlPlaneRate } from './control-plane-rates.js';
import type { Limits } from './limits.js';
import { Meter } from './meter.js';

/** Above this many meters, those out of use are dropped. */
const manyMeters = 1000;

/** The parts of an input that name a stream. */
interface Named {
  readonly StreamName?: string;
  readonly StreamARN?: string;
  readonly ConsumerARN?: string;
}

/** Holds the actions that manage streams to their calls a second. */
export class ControlPlane {
  readonly #limits: Limits;
  readonly #clock: Clock;
  readonly #meters = new Map<string, Meter>();

  /** @param clock the time in which clients live */
  constructor(limits: Limits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Counts a call. @throws AwsError `LimitExceededException`; the call does not count then. */
  take(action: string, input: object, { accountId, region }: Caller): void {
    const rate = controlPlaneRate(action, this.#limits);
    if (!rate) return;
    const streamName = streamNameOf(input);
    const parts = [accountId, region, action, ...(rate.scope === 'stream' ? [streamName ?? ''] : [])];
    const meter = this.#meter(parts.join('/'), rate.perSecond);
    const nowMs = this.#clock.now();
    if (!meter.fits(nowMs, 1)) throw rateExceeded(streamName, accountId);
    meter.take(nowMs, 1);
  }

  #meter(key: string, perSecond: number): Meter {
    let meter = this.#meters.get(key);
    if (!meter) {
      if (this.#meters.size >= manyMeters) this.#dropIdle();
      meter = new Meter(perSecond);
      this.#meters.set(key, meter);
    }
    return meter;
  }

  #dropIdle(): void {
    const nowMs = this.#clock.now();
    for (const [key, meter] of this.#meters) if (meter.isIdle(nowMs)) this.#meters.delete(key);
  }
}

function streamNameOf({ StreamName, StreamARN, ConsumerARN }: Named): string | undefined {
  return StreamName ?? (StreamARN ?? ConsumerARN)?.split(':')[5]?.split('/')[1];
}

/** Both texts as AWS's users report them. */
function rateExceeded(streamName: string | undefined, accountId: string): AwsError {
  const what = streamName === undefined ? 'account' : `stream ${streamName} under account`;
  return new AwsError('LimitExceededException', `Rate exceeded for ${what} ${accountId}.`);
}
