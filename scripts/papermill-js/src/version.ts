import { createRequire } from 'node:module';

/** Set in the files that the build makes: to look for the manifest takes longer than to load all of them. */
declare const PAPERMILL_JS_VERSION: string | undefined;

/** This package's version, as in its package.json. */
export const version: string =
  typeof PAPERMILL_JS_VERSION === 'string' ? PAPERMILL_JS_VERSION : versionOf(import.meta.url);

function versionOf(file: string): string {
  const manifest: unknown = createRequire(file)('papermill-js/package.json');
  return String((manifest as { version?: unknown }).version);
}
