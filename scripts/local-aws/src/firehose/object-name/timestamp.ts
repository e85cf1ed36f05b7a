import { DateTimeFormatter, Instant, ZonedDateTime, type ZoneId, ZoneOffset } from '@js-joda/core';

/**
 * Writes an instant by a Java `DateTimeFormatter` pattern, the language of `!{timestamp:…}`.
 *
 * Letters for text (`MMM`, `EEE`, `a`, `z`) need locale data that this package does not carry; only numeric
 * patterns are known.
 *
 * @param pattern e.g. `yyyy/MM/dd/HH/`; text between single quotes is literal.
 * @param epochMs milliseconds since the Unix epoch.
 * @param timeZone IANA name, e.g. `America/Sao_Paulo`. Default `UTC`.
 * @throws Error where the pattern is no numeric Java pattern.
 * @example formatTimestamp("'dia='yyyy-MM-dd", 0); // 'dia=1970-01-01'
 */
export function formatTimestamp(pattern: string, epochMs: number, timeZone = 'UTC'): string {
  const local = ZonedDateTime.ofInstant(Instant.ofEpochMilli(epochMs), offsetAt(epochMs, timeZone));
  return local.format(DateTimeFormatter.ofPattern(pattern));
}

/** Whether `name` is a time zone this machine knows, e.g. `Europe/Lisbon`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function offsetAt(epochMs: number, timeZone: string): ZoneId {
  if (timeZone === 'UTC') return ZoneOffset.UTC;
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(
    epochMs,
  );
  const offset = parts.find((part) => part.type === 'timeZoneName')?.value.slice('GMT'.length);
  return offset ? ZoneOffset.of(offset) : ZoneOffset.UTC;
}
