import type { JsonValue } from '../../../scripts/papermill-js/src/notebook/model.js';

const alphabet = [
  ...Array.from({ length: 160 }, (_, code) => String.fromCodePoint(code)),
  ...[
    '\u2028',
    '\u2029',
    '\ufeff',
    '\u200d',
    'é',
    '漢',
    '😀',
    '${',
    '{{',
    '\\u0041',
    '"""',
    '</script>',
    '\\',
  ],
];
const numbers = [0, 1, -1, 0.1, -2.5, 1e21, 1e-7, 2 ** 53 - 1, 1.7976931348623157e308, 5e-324];

/** JSON values of every kind, the same ones each time: nested, with any character, also as keys. */
export function jsonValues(count: number): JsonValue[] {
  const random = randomNumbers(20_260_131);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const many = <T>(make: () => T): T[] => Array.from({ length: Math.floor(random() * 5) }, make);
  const text = (): string => many(() => pick(alphabet)).join('');
  const value = (depth: number): JsonValue => {
    const kind = Math.floor(random() * (depth > 3 ? 4 : 6));
    if (kind === 0) return text();
    if (kind === 1) return pick(numbers);
    if (kind === 2) return random() < 0.5;
    if (kind === 3) return null;
    if (kind === 4) return many(() => value(depth + 1));
    return Object.fromEntries(
      many(() => [pick([text(), '__proto__', 'constructor', 'a-b', '1']), value(depth + 1)]),
    );
  };
  return Array.from({ length: count }, () => value(0));
}

/** mulberry32: numbers from 0 to 1 that a seed decides. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
