import { cbor } from '@smithy/core/cbor';
import { NormalizedSchema } from '@smithy/core/schema';
import type { $Schema } from '@smithy/types';
import fc from 'fast-check';
import type { Constraint, Constraints } from '../../../scripts/local-aws/src/wire/constraints.js';

/** What members of these names may hold so that a request gets past the door: streams and tokens that there are. */
export type KnownValues = Readonly<Record<string, readonly string[]>>;

const huge = 'x'.repeat(100_000);
const nested = (depth: number, open: string, close: string): unknown =>
  JSON.parse(open.repeat(depth) + close.repeat(depth));

/** What no member of any API is: other types, other depths. */
const wild: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    1e308,
    huge,
    [],
    {},
    nested(500, '[', ']'),
    JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`),
  ),
);

const anyNumber = fc.oneof(
  fc.integer({ min: -2, max: 30 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 0.5, 24, 8760, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 5e-324),
);

const numbersIn = ({ min = 0, max = min + 60 }: Constraint) =>
  fc.oneof({ arbitrary: fc.integer({ min, max }), weight: 8 }, { arbitrary: anyNumber, weight: 1 });

const times = fc.oneof(anyNumber, fc.constantFrom(1_768_478_400, 1_768_478_400_000, 8.64e12, 8.65e15, -1e15));

/**
 * Inputs of an action: mostly what its schema has, with values that are there, and now and then anything else in
 * any place.
 */
export function inputOf(
  schema: $Schema,
  constraints: Constraints,
  known: KnownValues,
): fc.Arbitrary<unknown> {
  return memberOf(NormalizedSchema.of(schema), { members: constraints }, '', known);
}

function memberOf(
  schema: NormalizedSchema,
  constraint: Constraint,
  name: string,
  known: KnownValues,
): fc.Arbitrary<unknown> {
  const typed = typedValue(schema, constraint, name, known);
  return fc.oneof({ arbitrary: typed, weight: 60 }, { arbitrary: wild, weight: 1 });
}

function typedValue(
  schema: NormalizedSchema,
  constraint: Constraint,
  name: string,
  known: KnownValues,
): fc.Arbitrary<unknown> {
  if (schema.isStructSchema()) return structure(schema, constraint, known);
  if (schema.isListSchema()) {
    const element = memberOf(schema.getValueSchema(), constraint.member ?? {}, name, known);
    const copies = element.map((item) => Array.from({ length: isSmall(item) ? 501 : 1 }, () => item));
    return fc.oneof(
      { arbitrary: fc.array(element, { maxLength: 4 }), weight: 20 },
      { arbitrary: copies, weight: 1 },
    );
  }
  if (schema.isMapSchema()) {
    const keys = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', '', huge));
    return fc.dictionary(keys, memberOf(schema.getValueSchema(), constraint.member ?? {}, name, known), {
      maxKeys: 4,
    });
  }
  if (schema.isBlobSchema())
    return fc.oneof(fc.uint8Array({ maxLength: 50 }), fc.constant(new Uint8Array(1_100_000)));
  if (schema.isTimestampSchema()) return times;
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema()) return numbersIn(constraint);
  return texts(constraint, known[name] ?? []);
}

/** Five hundred of what is large would take longer to make than to refuse. */
const isSmall = (item: unknown) => cbor.serialize(item).length < 2000;

/** All that is required, up to three members more; now and then without what is required. */
function structure(
  schema: NormalizedSchema,
  constraint: Constraint,
  known: KnownValues,
): fc.Arbitrary<unknown> {
  const members: Record<string, fc.Arbitrary<unknown>> = {};
  const always: string[] = [];
  for (const [name, member] of schema.structIterator()) {
    const rule = constraint.members?.[name] ?? {};
    members[name] = memberOf(member, rule, name, known);
    if (rule.required || name in known) always.push(name);
  }
  const others = Object.keys(members).filter((name) => !always.includes(name));
  const chosen = fc.oneof(
    {
      arbitrary: fc
        .subarray(others, { maxLength: Math.min(3, others.length) })
        .map((some) => [...always, ...some]),
      weight: 12,
    },
    { arbitrary: fc.subarray(Object.keys(members)), weight: 1 },
  );
  return chosen.chain((names) => {
    const some = Object.fromEntries(Object.entries(members).filter(([name]) => names.includes(name)));
    return fc.record(some);
  });
}

function texts({ enum: values }: Constraint, known: readonly string[]): fc.Arbitrary<unknown> {
  const any = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.stringMatching(/^[a-zA-Z0-9_.-]{1,20}$/),
    fc.bigInt({ min: -1n, max: 2n ** 129n }).map(String),
    fc.constantFrom('', huge, '\u0000', '__proto__', '../../etc/passwd', 'arn:aws:kinesis:::'),
  );
  const likely = [...(values ?? []), ...known];
  if (likely.length === 0) return any;
  return fc.oneof({ arbitrary: fc.constantFrom(...likely), weight: 30 }, { arbitrary: any, weight: 1 });
}

export interface Encoding {
  readonly contentType: string;
  encode(input: unknown): Uint8Array;
}

export const encodings: readonly Encoding[] = [
  {
    contentType: 'application/x-amz-json-1.1',
    encode: (input) =>
      Buffer.from(
        JSON.stringify(input, (_name, value: unknown) =>
          value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
        ) ?? '',
      ),
  },
  { contentType: 'application/x-amz-cbor-1.1', encode: (input) => cbor.serialize(input) },
];

/** Bytes cut off, changed, or put in between: what a broken client or a hostile one sends. */
export function damaged(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(
      bytes,
      fc.nat(),
      fc.uint8Array({ minLength: 1, maxLength: 9 }),
      fc.constantFrom('cut', 'change', 'insert'),
    )
    .map(([original, at, other, how]) => {
      const position = original.length === 0 ? 0 : at % original.length;
      const head = original.subarray(0, position);
      if (how === 'cut') return head;
      const tail = original.subarray(how === 'change' ? position + other.length : position);
      return Buffer.concat([head, other, tail]);
    });
}
