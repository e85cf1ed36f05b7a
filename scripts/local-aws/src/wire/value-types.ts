import { NormalizedSchema } from '@smithy/core/schema';
import type { $Schema } from '@smithy/types';
import { SerializationError } from './errors.js';

/** Refuses a value of another type than it stands for; gives back the value as the SDK's types have it. */
export type Read = (value: unknown) => unknown;

/** How a content type writes what JSON has no type for. */
interface Formats {
  readonly blob: Read;
  readonly timestamp: Read;
}

/**
 * Makes a reader that refuses values of another type than the schema's, which AWS's codecs, made to read answers of
 * their own service, let pass. The messages are those recorded from AWS. Members that are `null` are absent, those
 * that the schema does not have are left out. The reader throws {@link SerializationError}.
 */
export function createReader(formats: Formats): (schema: $Schema, value: unknown) => unknown {
  const compiled = new Map<$Schema, Read>();

  /** Compiled once for each schema. Entered before it is filled in, since schemas may contain themselves. */
  function readerOf(schema: $Schema): Read {
    const known = compiled.get(schema);
    if (known) return known;
    let check: Read = (value) => value;
    compiled.set(schema, (value) => check(value));
    check = unlessAbsent(compile(NormalizedSchema.of(schema)));
    compiled.set(schema, check);
    return check;
  }

  function compile(schema: NormalizedSchema): Read {
    if (schema.isStructSchema()) return structure(membersOf(schema));
    if (schema.isListSchema()) return list(readerOf(schema.getValueSchema().getSchema()));
    if (schema.isMapSchema()) return map(readerOf(schema.getValueSchema().getSchema()));
    if (schema.isBlobSchema()) return formats.blob;
    if (schema.isTimestampSchema()) return formats.timestamp;
    if (schema.isBooleanSchema()) return scalar('boolean', 'an Boolean');
    if (schema.isNumericSchema()) return finiteNumber;
    if (schema.isStringSchema()) return scalar('string', 'an String');
    return (value) => value;
  }

  const membersOf = (schema: NormalizedSchema) =>
    [...schema.structIterator()].map(([name, member]): [string, Read] => [
      name,
      readerOf(member.getSchema()),
    ]);

  return (schema, value) => readerOf(schema)(value);
}

const unlessAbsent =
  (check: Read): Read =>
  (value) =>
    value === null || value === undefined ? value : check(value);

function structure(members: readonly [string, Read][]): Read {
  return (value) => {
    if (typeof value !== 'object') throw new SerializationError('Expected null');
    if (Array.isArray(value)) throw new SerializationError('Start of list found where not expected');
    const record = value as Readonly<Record<string, unknown>>;
    const known: Record<string, unknown> = {};
    for (const [name, read] of members) {
      const member = record[name];
      if (member !== undefined && member !== null) known[name] = read(member);
    }
    return known;
  };
}

/** Elements are replaced in place: the value is fresh from the parser. */
function list(element: Read): Read {
  return (value) => {
    if (typeof value !== 'object') throw new SerializationError('Expected list or null');
    if (!Array.isArray(value))
      throw new SerializationError('Start of structure or map found where not expected.');
    for (let position = 0; position < value.length; position++) value[position] = element(value[position]);
    return value;
  };
}

function map(element: Read): Read {
  return (value) => {
    if (typeof value !== 'object' || value === null) throw new SerializationError('Expected map or null');
    if (Array.isArray(value)) throw new SerializationError('Start of list found where not expected');
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, element(item)]));
  };
}

/** A check for the one type that `typeof` tells; `target` is what AWS calls it. */
export function scalar(expected: 'string' | 'number' | 'boolean' | 'object', target: string): Read {
  return (value) => {
    if (typeof value === expected && expected !== 'object') return value;
    if (Array.isArray(value)) throw new SerializationError('Start of list found where not expected');
    if (typeof value === 'object' && !(value instanceof Uint8Array) && !(value instanceof Date))
      throw new SerializationError('Start of structure or map found where not expected.');
    throw new SerializationError(`${javaTypeOf(value)} can not be converted to ${target}`);
  };
}

const number = scalar('number', 'an Integer');

/** JSON writes numbers beyond the range of a double, CBOR also those that are none; AWS's types hold neither. */
function finiteNumber(value: unknown): unknown {
  const finite = typeof value === 'bigint' ? Number(value) : number(value);
  if (!Number.isFinite(finite))
    throw new SerializationError('NaN and infinite numbers can not be converted to an Integer');
  return finite;
}

/**
 * A time in milliseconds since the Unix epoch. JavaScript knows none of beyond 270,000 years; a `Date` without a time
 * would pass every comparison.
 */
export function timeAt(ms: number): Date {
  const time = new Date(ms);
  if (!Number.isNaN(time.getTime())) return time;
  throw new SerializationError(`${javaTypeOf(ms)} can not be converted to milliseconds since epoch`);
}

/** What AWS, being written in Java, calls a value. */
function javaTypeOf(value: unknown): string {
  if (typeof value === 'boolean') return 'class java.lang.Boolean';
  if (typeof value === 'string') return 'class java.lang.String';
  if (value instanceof Uint8Array) return 'class java.nio.HeapByteBuffer';
  if (value instanceof Date) return 'class java.util.Date';
  return 'class com.amazon.coral.value.json.numbers.TruncatingBigNumber';
}
