import { NormalizedSchema } from '@smithy/core/schema';
import type { $Schema } from '@smithy/types';
import { SerializationError } from './errors.js';
import { isJsonList, type JsonText } from './json-text.js';
import { type Read, scalar, timeAt } from './value-types.js';

const base64Text = scalar('string', 'a Blob');

/**
 * A blob from its base64. Node reads past what is no base64: the bytes are then fewer than the text stands for.
 * Its other alphabet, with `-` and `_`, is not AWS's.
 */
export const readBlob: Read = (value) => {
  const text = String(base64Text(value));
  if (text.length % 4 !== 0) throw new SerializationError('Incorrect padding on base64 string.');
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === (text.length / 4) * 3 - padding && !text.includes('-') && !text.includes('_'))
    return bytes;
  throw new SerializationError('Invalid base64 string.');
};

const seconds = scalar('number', 'milliseconds since epoch');

export const readTimestamp: Read = (value) => timeAt(Math.round(Number(seconds(value)) * 1000));

/** Writes a value of the SDK's types as AWS does. */
export type Write = (value: unknown, json: JsonText) => void;

const writers = new Map<$Schema, Write | undefined>();

/**
 * Compiled once for each schema; undefined where it has something that no operation served here uses (unions,
 * documents, big numbers): AWS's own codec writes those.
 */
export function jsonWriterOf(schema: $Schema): Write | undefined {
  if (writers.has(schema)) return writers.get(schema);
  // Entered before it is known: a schema that contains itself is left to AWS's codec.
  writers.set(schema, undefined);
  const writer = compile(NormalizedSchema.of(schema));
  writers.set(schema, writer);
  return writer;
}

function compile(schema: NormalizedSchema): Write | undefined {
  if (schema.isUnionSchema() || schema.isDocumentSchema()) return undefined;
  if (schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) return undefined;
  if (schema.isStructSchema()) return structure(schema);
  if (schema.isListSchema()) return list(jsonWriterOf(schema.getValueSchema().getSchema()));
  if (schema.isMapSchema()) return map(jsonWriterOf(schema.getValueSchema().getSchema()));
  if (schema.isBlobSchema()) return writeBlob;
  if (schema.isTimestampSchema())
    return (value, json) => writeScalar(value instanceof Date ? value.getTime() / 1000 : value, json);
  if (schema.isBooleanSchema() || schema.isNumericSchema() || schema.isStringSchema()) return writeScalar;
  return undefined;
}

interface Member {
  readonly name: string;
  /** What stands before its value, as the first of the members and as a later one. */
  readonly first: string;
  readonly later: string;
  readonly write: Write;
}

function structure(schema: NormalizedSchema): Write | undefined {
  const members: Member[] = [];
  for (const [name, member] of schema.structIterator()) {
    const write = jsonWriterOf(member.getSchema());
    if (!write) return undefined;
    const key = `${JSON.stringify(name)}:`;
    members.push({ name, first: `{${key}`, later: `,${key}`, write });
  }
  return (value, json) => {
    const record = value as Readonly<Record<string, unknown>>;
    let isFirst = true;
    for (const { name, first, later, write } of members) {
      const member = record[name];
      if (member === undefined || member === null) continue;
      json.add(isFirst ? first : later);
      isFirst = false;
      write(member, json);
    }
    json.add(isFirst ? '{}' : '}');
  };
}

const list = (element: Write | undefined): Write | undefined =>
  element &&
  ((value, json) => {
    const items = value as Iterable<unknown>;
    if (isJsonList(items)) return items.writeJson(json);
    let before = '[';
    for (const item of items) {
      json.add(before);
      before = ',';
      element(item, json);
    }
    json.add(before === '[' ? '[]' : ']');
  });

const map = (element: Write | undefined): Write | undefined =>
  element &&
  ((value, json) => {
    let before = '{';
    for (const [key, item] of Object.entries(value as object)) {
      json.add(before);
      before = ',';
      json.addString(key);
      json.add(':');
      element(item, json);
    }
    json.add(before === '{' ? '{}' : '}');
  });

/** Text, numbers and booleans. JSON has no word for numbers that are none. */
function writeScalar(value: unknown, json: JsonText): void {
  if (typeof value === 'string') json.addString(value);
  else json.add(typeof value === 'number' && !Number.isFinite(value) ? 'null' : String(value));
}

function writeBlob(value: unknown, json: JsonText): void {
  const bytes = value as Uint8Array;
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  json.addBase64(buffer, 0, buffer.length);
}
