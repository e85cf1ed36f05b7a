import { NormalizedSchema } from '@smithy/core/schema';
import type { $Schema } from '@smithy/types';
import { SerializationError } from './errors.js';

type Check = (value: unknown) => void;

const compiled = new Map<$Schema, Check>();

/**
 * Refuses JSON values of another type than the schema's, which AWS's codec, made to read answers of its own
 * service, lets pass. The messages are those recorded from AWS. `null` is absent.
 *
 * @throws SerializationError
 */
export function checkJsonTypes(schema: $Schema, value: unknown): void {
  checkOf(schema)(value);
}

/** Compiled once for each schema. Entered before it is filled in, since schemas may contain themselves. */
function checkOf(schema: $Schema): Check {
  const known = compiled.get(schema);
  if (known) return known;
  let check: Check = () => {};
  compiled.set(schema, (value) => check(value));
  check = compile(NormalizedSchema.of(schema));
  compiled.set(schema, check);
  return check;
}

function compile(schema: NormalizedSchema): Check {
  if (schema.isStructSchema()) return structure(schema);
  if (schema.isListSchema()) return list(checkOf(schema.getValueSchema().getSchema()));
  if (schema.isMapSchema()) return map(checkOf(schema.getValueSchema().getSchema()));
  if (schema.isBlobSchema()) return scalar('string', 'a Blob');
  if (schema.isTimestampSchema()) return scalar('number', 'milliseconds since epoch');
  if (schema.isBooleanSchema()) return scalar('boolean', 'an Boolean');
  if (schema.isNumericSchema()) return scalar('number', 'an Integer');
  if (schema.isStringSchema()) return scalar('string', 'an String');
  return () => {};
}

function structure(schema: NormalizedSchema): Check {
  const members = [...schema.structIterator()].map(([name, member]): [string, Check] => [
    name,
    checkOf(member.getSchema()),
  ]);
  return (value) => {
    if (value === null || value === undefined) return;
    if (typeof value !== 'object') throw new SerializationError('Expected null');
    if (Array.isArray(value)) throw new SerializationError('Start of list found where not expected');
    const record = value as Readonly<Record<string, unknown>>;
    for (const [name, check] of members) check(record[name]);
  };
}

function list(element: Check): Check {
  return (value) => {
    if (value === null || value === undefined) return;
    if (typeof value !== 'object') throw new SerializationError('Expected list or null');
    if (!Array.isArray(value))
      throw new SerializationError('Start of structure or map found where not expected.');
    for (const item of value) element(item);
  };
}

function map(element: Check): Check {
  return (value) => {
    if (value === null || value === undefined) return;
    if (typeof value !== 'object') throw new SerializationError('Expected map or null');
    if (Array.isArray(value)) throw new SerializationError('Start of list found where not expected');
    for (const item of Object.values(value)) element(item);
  };
}

function scalar(expected: 'string' | 'number' | 'boolean', target: string): Check {
  return (value) => {
    const type = typeof value;
    if (type === expected || value === null || value === undefined) return;
    if (Array.isArray(value)) throw new SerializationError('Start of list found where not expected');
    if (typeof value === 'object')
      throw new SerializationError('Start of structure or map found where not expected.');
    throw new SerializationError(`${javaTypeOf(value)} can not be converted to ${target}`);
  };
}

/** What AWS, being written in Java, calls a JSON value. */
function javaTypeOf(value: unknown): string {
  if (typeof value === 'boolean') return 'class java.lang.Boolean';
  if (typeof value === 'string') return 'class java.lang.String';
  return 'class com.amazon.coral.value.json.numbers.TruncatingBigNumber';
}
