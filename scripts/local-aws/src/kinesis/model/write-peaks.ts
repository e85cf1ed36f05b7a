/** What a stream took in a second, averaged over the time in which it was watched. */
export interface WriteThroughput {
  readonly bytesPerSecond: number;
  readonly recordsPerSecond: number;
}

/** The most that a stream took in a day. */
export interface DailyPeak extends WriteThroughput {
  /** Days since the epoch, UTC. */
  readonly day: number;
}

/**
 * An on-demand stream has room for double of the peak of so many days:
 * docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html.
 */
const rememberedDays = 30;

const dayMs = 24 * 3_600_000;

const none: WriteThroughput = { bytesPerSecond: 0, recordsPerSecond: 0 };

const higher = (a: WriteThroughput, b: WriteThroughput): WriteThroughput => ({
  bytesPerSecond: Math.max(a.bytesPerSecond, b.bytesPerSecond),
  recordsPerSecond: Math.max(a.recordsPerSecond, b.recordsPerSecond),
});

/** The peaks with what was measured just now: one a day, of thirty days and today. */
export function withPeak(
  peaks: readonly DailyPeak[] = [],
  measured: WriteThroughput,
  nowMs: number,
): readonly DailyPeak[] {
  const today = Math.floor(nowMs / dayMs);
  // What a clock that was set back, or ran fast, has left in days to come is today's.
  const byDay = new Map<number, WriteThroughput>([[today, measured]]);
  for (const peak of remembered(peaks, today)) {
    const day = Math.min(peak.day, today);
    byDay.set(day, higher(byDay.get(day) ?? none, peak));
  }
  return [...byDay].map(([day, peak]) => ({ day, ...peak })).sort((a, b) => a.day - b.day);
}

/** The peak of the thirty days before `nowMs`; zeros for a stream that took nothing. */
export const peakOf = (peaks: readonly DailyPeak[] = [], nowMs: number): WriteThroughput =>
  remembered(peaks, Math.floor(nowMs / dayMs)).reduce<WriteThroughput>(higher, none);

const remembered = (peaks: readonly DailyPeak[], today: number): readonly DailyPeak[] =>
  peaks.filter(({ day }) => day >= today - rememberedDays);
