import { JsonCodec } from '@aws-sdk/core/protocols';
import type { $Schema, $SchemaRef, StaticOperationSchema } from '@smithy/types';
import { SerializationError } from './errors.js';
import { checkJsonTypes } from './json-types.js';

/**
 * A content type of AWS's RPC protocols, between bytes and the SDK's own types. Parsing and reading are two steps
 * because AWS looks at the signature between them.
 */
export interface Codec {
  readonly contentType: string;
  /** Bytes to plain values, before any schema. Throws {@link SerializationError}. */
  parse(body: Buffer): object;
  /** Plain values to an operation's input: blobs as `Uint8Array`, timestamps as `Date`, unknown members left out. */
  readInput(operation: StaticOperationSchema, parsed: object): object;
  /** An operation's output to bytes. */
  writeOutput(operation: StaticOperationSchema, output: object): Uint8Array | string;
}

const epochSeconds = 7;
const json = new JsonCodec({ jsonName: false, timestampFormat: { useTrait: true, default: epochSeconds } });
const jsonReader = json.createDeserializer();
const jsonWriter = json.createSerializer();

/**
 * AWS JSON 1.1, read and written by AWS's own schema-driven codec. For PutRecords of 500 records of 130 bytes it
 * takes 0.6 ms to read and 0.25 ms to write, where bare `JSON.parse` with base64 takes 0.2 ms and
 * `JSON.stringify` 0.1 ms; a faster codec would go here, behind the same interface.
 */
export const jsonCodec: Codec = {
  contentType: 'application/x-amz-json-1.1',

  parse(body) {
    try {
      const parsed: unknown = JSON.parse(body.toString('utf8'));
      if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
    } catch {
      // Falls through to the same answer as a body that is no object.
    }
    throw new SerializationError();
  },

  readInput(operation, parsed) {
    const schema = inputOf(operation);
    checkJsonTypes(schema, parsed);
    try {
      return jsonReader.readObject(schema, parsed as Parameters<typeof jsonReader.readObject>[1]) as object;
    } catch (cause) {
      throw new SerializationError(cause instanceof Error ? cause.message : undefined, { cause });
    }
  },

  writeOutput(operation, output) {
    jsonWriter.write(outputOf(operation), output);
    return jsonWriter.flush();
  },
};

/** The codec of a request; undefined for a content type that AWS does not know. */
export function codecOf(contentType: string | undefined): Codec | undefined {
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase();
  return [jsonCodec].find((codec) => codec.contentType === mediaType);
}

const inputOf = (operation: StaticOperationSchema) => resolve(operation[4]);
const outputOf = (operation: StaticOperationSchema) => resolve(operation[5]);

const resolve = (schema: $SchemaRef): $Schema =>
  (typeof schema === 'function' ? schema() : schema) as $Schema;
