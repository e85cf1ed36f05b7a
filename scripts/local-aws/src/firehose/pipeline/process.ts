import type { ProcessingConfiguration } from '@aws-sdk/client-firehose';

/** Changes the data of one record. */
export type Process = (data: Uint8Array) => Uint8Array;

/** The processors this package runs; others are refused when a delivery stream is created. */
export const supportedProcessors: readonly string[] = ['AppendDelimiterToRecord'];

const newline = 0x0a;

/**
 * The work of a delivery stream's processors on one record. Without a processor records pass as they came,
 * so documents stand back to back in the object.
 */
export function processorOf(configuration: ProcessingConfiguration | undefined): Process {
  const processors = configuration?.Enabled ? (configuration.Processors ?? []) : [];
  return processors.some((processor) => processor.Type === 'AppendDelimiterToRecord')
    ? appendNewline
    : (data) => data;
}

function appendNewline(data: Uint8Array): Uint8Array {
  const delimited = new Uint8Array(data.byteLength + 1);
  delimited.set(data);
  delimited[data.byteLength] = newline;
  return delimited;
}
