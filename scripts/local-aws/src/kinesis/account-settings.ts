import type { MinimumThroughputBillingCommitmentOutput } from '@aws-sdk/client-kinesis';
import type { Clock } from '../clock.js';
import type { Storage } from '../storage/storage.js';
import type { Caller } from './kinesis-api.js';

/** A minimum throughput billing commitment, which makes an account's on-demand streams "On-demand Advantage". */
export interface Commitment {
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly earliestAllowedEndAtMs: number;
  /** Set when it was called off; it goes on until its earliest allowed end. */
  readonly endsAtMs?: number;
}

/** The shortest time for which a commitment is made. */
const minimumMs = 24 * 3_600_000;

const collection = 'account-settings';

/** What holds for all streams of an account in a region; in memory and on disk. */
export class AccountSettings {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #commitments = new Map<string, Commitment>();

  private constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  static async open(storage: Storage, clock: Clock): Promise<AccountSettings> {
    const settings = new AccountSettings(storage, clock);
    for await (const [key, commitment] of storage.entries<Commitment>(collection))
      settings.#commitments.set(key, commitment);
    return settings;
  }

  /** The last commitment that was made, in force or not. */
  commitment(caller: Caller): Commitment | undefined {
    return this.#commitments.get(keyOf(caller));
  }

  /** Whether a commitment is in force. */
  isCommitted(caller: Caller): boolean {
    return isInForce(this.commitment(caller), this.#clock.now());
  }

  /** Makes a commitment, or takes back that the present one was called off. */
  async enable(caller: Caller): Promise<Commitment> {
    const present = this.commitment(caller);
    const nowMs = this.#clock.now();
    const startedAtMs = present && isInForce(present, nowMs) ? present.startedAtMs : nowMs;
    return this.#save(caller, { startedAtMs, earliestAllowedEndAtMs: startedAtMs + minimumMs });
  }

  /** Calls the present commitment off, if there is one. */
  async disable(caller: Caller): Promise<Commitment | undefined> {
    const present = this.commitment(caller);
    if (!present || present.endsAtMs !== undefined) return present;
    const endsAtMs = Math.max(present.earliestAllowedEndAtMs, this.#clock.now());
    return this.#save(caller, { ...present, endsAtMs });
  }

  async #save(caller: Caller, commitment: Commitment): Promise<Commitment> {
    const key = keyOf(caller);
    this.#commitments.set(key, commitment);
    await this.#storage.write([{ collection, key, value: commitment }]);
    return commitment;
  }
}

const keyOf = ({ accountId, region }: Caller) => `${accountId}/${region}`;

const isInForce = (commitment: Commitment | undefined, nowMs: number): boolean =>
  commitment !== undefined && nowMs < (commitment.endsAtMs ?? Number.POSITIVE_INFINITY);

/** The commitment as its actions show it; an account that never made one has none to show. */
export function wireCommitment(
  commitment: Commitment | undefined,
  nowMs: number,
): MinimumThroughputBillingCommitmentOutput {
  if (!commitment) return { Status: 'DISABLED' };
  const { startedAtMs, earliestAllowedEndAtMs, endsAtMs } = commitment;
  const times = {
    StartedAt: new Date(startedAtMs),
    EarliestAllowedEndAt: new Date(earliestAllowedEndAtMs),
  };
  if (endsAtMs === undefined) return { Status: 'ENABLED', ...times };
  if (nowMs < endsAtMs) return { Status: 'ENABLED_UNTIL_EARLIEST_ALLOWED_END', ...times };
  return { Status: 'DISABLED', ...times, EndedAt: new Date(endsAtMs) };
}
