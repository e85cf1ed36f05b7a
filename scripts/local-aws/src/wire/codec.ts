import { JsonCodec } from '@aws-sdk/core/protocols';
import type { $Schema, $SchemaRef, StaticOperationSchema } from '@smithy/types';
import { SerializationError } from './errors.js';
import { jsonWriterOf, readBlob, readTimestamp } from './json-forms.js';
import { JsonText } from './json-text.js';
import { createReader } from './value-types.js';

/**
 * A content type of AWS's RPC protocols, between bytes and the SDK's own types. Parsing and reading are two steps
 * because AWS looks at the signature between them.
 */
export interface Codec {
  readonly contentType: string;
  /** Takes the bytes apart, before any schema. Throws {@link SerializationError}. */
  parse(body: Buffer): InputReader;
  /** An operation's output to bytes. */
  writeOutput(operation: StaticOperationSchema, output: object): Uint8Array | string;
  /** An error, which has no schema, to bytes: its members are text. */
  writeError(error: object): Uint8Array | string;
  /** A value of any of the schemas to bytes: one event of an event stream. */
  write(schema: $Schema, value: object): Uint8Array | string;
  /** What the frames of an event stream say of their payload. */
  readonly eventContentType: string;
}

/** Gives an operation's input: blobs as `Uint8Array`, timestamps as `Date`, unknown members left out. */
export type InputReader = (operation: StaticOperationSchema) => object;

const epochSeconds = 7;
const json = new JsonCodec({ jsonName: false, timestampFormat: { useTrait: true, default: epochSeconds } });
const awsWriter = json.createSerializer();

const readTypes = createReader({ blob: readBlob, timestamp: readTimestamp });

/**
 * AWS JSON 1.1, read and written by AWS's schemas. They are compiled once, since AWS's own codec, which walks a
 * schema anew for every record, takes most of the time of a PutRecords or GetRecords call.
 */
export const jsonCodec: Codec = {
  contentType: 'application/x-amz-json-1.1',

  parse(body) {
    try {
      const parsed: unknown = JSON.parse(body.toString('utf8'));
      if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
        return (operation) => readTypes(inputOf(operation), parsed) as object;
    } catch {
      // Falls through to the same answer as a body that is no object.
    }
    throw new SerializationError();
  },

  writeOutput: (operation, output) => jsonCodec.write(outputOf(operation), output),

  write(schema, value) {
    const quickWrite = jsonWriterOf(schema);
    if (quickWrite) {
      const json = new JsonText();
      quickWrite(value, json);
      return json.take();
    }
    awsWriter.write(schema, value);
    return awsWriter.flush();
  },

  writeError: (error) => JSON.stringify(error),

  eventContentType: 'application/json',
};

export const inputOf = (operation: StaticOperationSchema) => resolve(operation[4]);
export const outputOf = (operation: StaticOperationSchema) => resolve(operation[5]);

const resolve = (schema: $SchemaRef): $Schema =>
  (typeof schema === 'function' ? schema() : schema) as $Schema;
