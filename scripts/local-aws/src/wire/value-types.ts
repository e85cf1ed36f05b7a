import { NormalizedSchema } from '@smithy/core/schema';
import type { $Schema } from '@smithy/types';
import { SerializationError } from './errors.js';

/** Refuses a value of another type than it stands for; gives back the value, in another form where it needs one. */
type Check = (value: unknown) => unknown;

/** How a content type writes what JSON has no type for. */
interface Formats {
  readonly blob: Check;
  readonly timestamp: Check;
}

/**
 * Makes a check that refuses values of another type than the schema's, which AWS's codecs, made to read answers of
 * their own service, let pass. The messages are those recorded from AWS. `null` is absent. The check throws
 * {@link SerializationError}.
 */
export function createTypeCheck(formats: Formats): (schema: $Schema, value: unknown) => unknown {
  const compiled = new Map<$Schema, Check>();

  /** Compiled once for each schema. Entered before it is filled in, since schemas may contain themselves. */
  function checkOf(schema: $Schema): Check {
    const known = compiled.get(schema);
    if (known) return known;
    let check: Check = (value) => value;
    compiled.set(schema, (value) => check(value));
    check = unlessAbsent(compile(NormalizedSchema.of(schema)));
    compiled.set(schema, check);
    return check;
  }

  function compile(schema: NormalizedSchema): Check {
    if (schema.isStructSchema()) return structure(membersOf(schema));
    if (schema.isListSchema()) return list(checkOf(schema.getValueSchema().getSchema()));
    if (schema.isMapSchema()) return map(checkOf(schema.getValueSchema().getSchema()));
    if (schema.isBlobSchema()) return formats.blob;
    if (schema.isTimestampSchema()) return formats.timestamp;
    if (schema.isBooleanSchema()) return scalar('boolean', 'an Boolean');
    if (schema.isNumericSchema()) return finiteNumber;
    if (schema.isStringSchema()) return scalar('string', 'an String');
    return (value) => value;
  }

  const membersOf = (schema: NormalizedSchema) =>
    [...schema.structIterator()].map(([name, member]): [string, Check] => [
      name,
      checkOf(member.getSchema()),
    ]);

  return (schema, value) => checkOf(schema)(value);
}

const unlessAbsent =
  (check: Check): Check =>
  (value) =>
    value === null || value === undefined ? value : check(value);

/** Members are replaced in place: the value is fresh from the parser. */
function structure(members: readonly [string, Check][]): Check {
  return (value) => {
    if (typeof value !== 'object') throw new SerializationError('Expected null');
    if (Array.isArray(value)) throw new SerializationError('Start of list found where not expected');
    const record = value as Record<string, unknown>;
    for (const [name, check] of members) {
      const member = record[name];
      const checked = check(member);
      if (checked !== member) record[name] = checked;
    }
    return value;
  };
}

function list(element: Check): Check {
  return (value) => {
    if (typeof value !== 'object') throw new SerializationError('Expected list or null');
    if (!Array.isArray(value))
      throw new SerializationError('Start of structure or map found where not expected.');
    for (const item of value) element(item);
    return value;
  };
}

function map(element: Check): Check {
  return (value) => {
    if (typeof value !== 'object' || value === null) throw new SerializationError('Expected map or null');
    if (Array.isArray(value)) throw new SerializationError('Start of list found where not expected');
    for (const item of Object.values(value)) element(item);
    return value;
  };
}

/** A check for the one type that `typeof` tells; `target` is what AWS calls it. */
export function scalar(expected: 'string' | 'number' | 'boolean' | 'object', target: string): Check {
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

/** What AWS, being written in Java, calls a value. */
function javaTypeOf(value: unknown): string {
  if (typeof value === 'boolean') return 'class java.lang.Boolean';
  if (typeof value === 'string') return 'class java.lang.String';
  if (value instanceof Uint8Array) return 'class java.nio.HeapByteBuffer';
  if (value instanceof Date) return 'class java.util.Date';
  return 'class com.amazon.coral.value.json.numbers.TruncatingBigNumber';
}
