import { inspect } from 'node:util';

/** MIME types and their data, as Jupyter's display messages carry them. */
export type MimeBundle = Record<string, unknown>;

/** A value that offers this method says itself how it is shown; Deno's Jupyter kernel knows it, too. */
export const JUPYTER_DISPLAY = Symbol.for('Jupyter.display');

/**
 * How a value is shown: by its own `[Symbol.for('Jupyter.display')]()`, which returns a MIME bundle or a
 * promise of one; with its own types, if it is a MIME bundle itself; a string as it is; anything else as
 * `util.inspect` shows it. A promise is returned only where the value's method returns one.
 *
 * @param warn is told when the value's own method fails; the value is then inspected.
 */
export function toMimeBundle(
  value: unknown,
  warn: (error: unknown) => void,
): MimeBundle | Promise<MimeBundle> {
  const fallBack = (error: unknown): MimeBundle => {
    warn(error);
    return { 'text/plain': inspect(value) };
  };
  try {
    const offered = displayMethodOf(value)?.();
    if (isPromiseLike(offered)) return Promise.resolve(offered).then(encodeBundle).catch(fallBack);
    if (offered !== undefined) return encodeBundle(offered);
  } catch (error) {
    return fallBack(error);
  }
  if (isMimeBundle(value)) return encodeBundle(value);
  return { 'text/plain': typeof value === 'string' ? value : inspect(value) };
}

function displayMethodOf(value: unknown): (() => unknown) | undefined {
  if (!isObject(value)) return undefined;
  const method: unknown = Reflect.get(value, JUPYTER_DISPLAY);
  if (typeof method !== 'function') return undefined;
  // A method that returns nothing has failed, too: `encodeBundle` says so.
  return () => method.call(value) ?? null;
}

function isObject(value: unknown): value is object {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && 'then' in value && typeof value.then === 'function';
}

const MIME_TYPE = /^(application|audio|font|image|model|text|video)\/[\w.+-]+$/;
const JSON_TYPE = /^application\/([\w.-]+\+)?json$/;

/**
 * Whether a value is a MIME bundle: a plain object, all of whose names are MIME types and whose data is
 * such as Jupyter shows under them. Numbers are not, so `{ 'text/html': 3 }`, a count, stays what it is.
 */
export function isMimeBundle(value: unknown): value is MimeBundle {
  if (value === null || typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return false;
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([type, data]) => MIME_TYPE.test(type) && isDataOf(type, data));
}

function isDataOf(type: string, data: unknown): boolean {
  if (typeof data === 'string' || data instanceof Uint8Array) return true;
  return JSON_TYPE.test(type) && typeof data === 'object' && data !== null;
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
