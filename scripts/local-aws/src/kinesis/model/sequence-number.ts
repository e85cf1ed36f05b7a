/** What AWS's sequence numbers are made of, as read from real ones. */
export interface SequenceNumberParts {
  /** Second since the epoch at which the shard was created. */
  readonly shardCreatedSecond: number;
  readonly shardIndex: number;
  /** Counts the shard's records; 63 bits. */
  readonly counter: bigint;
  /** Second since the epoch at which the record arrived. */
  readonly second: number;
}

/**
 * 47 hexadecimal digits, 56 decimal: `2`, shard creation second (9), shard index modulo 16 (1), counter (16), `00`,
 * record second (9), shard index (8), version `2`. As all have one length, they compare as strings.
 */
const layout = {
  version: 2n,
  index: 4n,
  second: 36n,
  counter: 80n,
  indexLow: 144n,
  created: 148n,
  lead: 184n,
};

/** The distance of two records of one shard that follow each other within a second. */
export const sequenceStep = 1n << layout.counter;

/** A closed shard's last number: above all that its records can have. */
export const closingCounter = 0x7fffffffffffffffn;

export function formatSequenceNumber(parts: SequenceNumberParts): string {
  return sequenceValue(parts).toString();
}

/** The number itself, for arithmetic. */
export function sequenceValue({
  shardCreatedSecond,
  shardIndex,
  counter,
  second,
}: SequenceNumberParts): bigint {
  return (
    (2n << layout.lead) |
    (BigInt(shardCreatedSecond) << layout.created) |
    (BigInt(shardIndex % 16) << layout.indexLow) |
    (counter << layout.counter) |
    (BigInt(second) << layout.second) |
    (BigInt(shardIndex) << layout.index) |
    layout.version
  );
}

/** Undefined for a number that this layout cannot have. */
export function parseSequenceNumber(text: string): SequenceNumberParts | undefined {
  if (!/^\d{56}$/.test(text)) return undefined;
  const hex = BigInt(text).toString(16);
  if (hex.length !== 47 || !hex.startsWith('2') || !hex.endsWith('2') || hex.slice(27, 29) !== '00')
    return undefined;
  const counter = BigInt(`0x${hex.slice(11, 27)}`);
  const shardIndex = Number.parseInt(hex.slice(38, 46), 16);
  if (counter > closingCounter || shardIndex > 0x7fffffff) return undefined;
  return {
    shardCreatedSecond: Number.parseInt(hex.slice(1, 10), 16),
    shardIndex,
    counter,
    second: Number.parseInt(hex.slice(29, 38), 16),
  };
}

/** The lowest number above `text`: where reading goes on after that record. */
export const justAfter = (text: string): string => (BigInt(text) + 1n).toString();
