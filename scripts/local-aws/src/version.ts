import { createRequire } from 'node:module';

const manifest: unknown = createRequire(import.meta.url)('local-aws/package.json');

/** This package's version, as in its package.json. */
export const version = String((manifest as { readonly version?: unknown }).version);
