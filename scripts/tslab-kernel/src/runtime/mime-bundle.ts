import { inspect } from 'node:util';

/** MIME types and their data, as Jupyter's display messages carry them. */
export type MimeBundle = Record<string, unknown>;

/** A value that offers this method says itself how it is shown; Deno's Jupyter kernel knows it, too. */
const DISPLAY = Symbol.for('Jupyter.display');

/**
 * How the value of a cell's last expression is shown: by its own `[Symbol.for('Jupyter.display')]()`, which
 * returns a MIME bundle or a promise of one; a string as it is; anything else as `util.inspect` shows it.
 *
 * @param warn is told when the value's own method fails; the value is then inspected.
 */
export async function toMimeBundle(value: unknown, warn: (error: unknown) => void): Promise<MimeBundle> {
  const offered = displayMethodOf(value);
  if (offered) {
    try {
      return encodeBundle(await offered());
    } catch (error) {
      warn(error);
    }
  }
  return { 'text/plain': typeof value === 'string' ? value : inspect(value) };
}

function displayMethodOf(value: unknown): (() => unknown) | undefined {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined;
  const method: unknown = Reflect.get(value, DISPLAY);
  return typeof method === 'function' ? () => method.call(value) : undefined;
}

function encodeBundle(bundle: unknown): MimeBundle {
  if (bundle === null || typeof bundle !== 'object' || Array.isArray(bundle)) {
    throw new TypeError(
      `Expected Symbol.for('Jupyter.display') to return an object from MIME types to data, got ${inspect(bundle)}`,
    );
  }
  const entries = Object.entries(bundle).map(([type, data]) => [type, encodeData(data)]);
  return Object.fromEntries(entries);
}

/** Binary data travels as base64 in Jupyter's JSON. */
export function encodeData(data: unknown): unknown {
  return data instanceof Uint8Array ? Buffer.from(data).toString('base64') : data;
}
