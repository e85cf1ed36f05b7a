import { CborCodec, cbor, tag } from '@smithy/core/cbor';
import { NormalizedSchema } from '@smithy/core/schema';
import type { $Schema, StaticOperationSchema } from '@smithy/types';
import { requireWellFormed } from './cbor-well-formed.js';
import { type Codec, inputOf, outputOf } from './codec.js';
import { SerializationError } from './errors.js';
import { createReader, scalar, timeAt } from './value-types.js';

const epochTag = 1;
const codec = new CborCodec();
const reader = codec.createDeserializer();
const writer = codec.createSerializer();

/** A time of at least this many units is given in milliseconds: as seconds it would lie beyond the year 5000. */
const leastMilliseconds = 1e11;

const readTypes = createReader({
  blob: (value) => (value instanceof Uint8Array ? value : blobMismatch(value)),
  timestamp(value) {
    // The decoder has read a tagged time as seconds.
    const units = value instanceof Date ? value.getTime() / 1000 : numberOf(value);
    return timeAt(units >= leastMilliseconds ? units : units * 1000);
  },
});

const blobMismatch = scalar('object', 'a Blob');
const numberMismatch = scalar('number', 'milliseconds since epoch');
const numberOf = (value: unknown) => Number(numberMismatch(value));

/**
 * AWS's CBOR, which the SDK for Java and the KPL speak, by AWS's own schema-driven codec. Kinesis departs from the
 * standard in one point: its times, tag 1, are whole milliseconds instead of seconds, and the SDK for Java refuses
 * others. Both are understood in requests.
 */
export const cborCodec: Codec = {
  contentType: 'application/x-amz-cbor-1.1',

  parse(body) {
    const isMap = (body[0] ?? 0) >> 5 === 5;
    if (!isMap) throw new SerializationError();
    try {
      requireWellFormed(body);
    } catch (cause) {
      throw new SerializationError(undefined, { cause });
    }
    return (operation) => readInput(operation, body);
  },

  writeOutput: (operation, output) => cborCodec.write(outputOf(operation), output),

  write(schema, value) {
    writer.write(schema, inMilliseconds(schema)?.(value) ?? value);
    return writer.flush();
  },

  writeError: (error) => cbor.serialize(error),

  eventContentType: 'application/x-amz-cbor-1.1',
};

function readInput(operation: StaticOperationSchema, body: Uint8Array): object {
  const schema = inputOf(operation);
  try {
    return readTypes(schema, reader.read(schema, body)) as object;
  } catch (cause) {
    throw cause instanceof SerializationError ? cause : new SerializationError(undefined, { cause });
  }
}

type Rewrite = (value: unknown) => unknown;

const rewrites = new Map<$Schema, Rewrite | undefined>();

/** What puts Kinesis' form of time in place of each `Date`; undefined for a schema without any. */
function inMilliseconds(schema: $Schema): Rewrite | undefined {
  if (rewrites.has(schema)) return rewrites.get(schema);
  // Entered before it is known: a schema that contains itself has times elsewhere or not at all.
  rewrites.set(schema, undefined);
  const rewrite = rewriteOf(NormalizedSchema.of(schema));
  rewrites.set(schema, rewrite);
  return rewrite;
}

function rewriteOf(schema: NormalizedSchema): Rewrite | undefined {
  if (schema.isTimestampSchema())
    return (value) => (value instanceof Date ? tag({ tag: epochTag, value: value.getTime() }) : value);
  if (schema.isListSchema()) {
    const element = inMilliseconds(schema.getValueSchema().getSchema());
    return element && ((value) => Array.from(value as Iterable<unknown>, element));
  }
  if (!schema.isStructSchema()) return undefined;
  const members: [string, Rewrite][] = [];
  for (const [name, member] of schema.structIterator()) {
    const rewrite = inMilliseconds(member.getSchema());
    if (rewrite) members.push([name, rewrite]);
  }
  return members.length === 0 ? undefined : (value) => rewritten(value, members);
}

function rewritten(value: unknown, members: readonly [string, Rewrite][]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = { ...value };
  for (const [name, rewrite] of members) if (copy[name] !== undefined) copy[name] = rewrite(copy[name]);
  return copy;
}
