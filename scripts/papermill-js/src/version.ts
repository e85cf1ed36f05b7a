import { createRequire } from 'node:module';

// By the package's name, since this file is bundled, too, and then lies elsewhere.
const manifest: unknown = createRequire(import.meta.url)('papermill-js/package.json');

/** This package's version, as in its package.json. */
export const version: string = String((manifest as { version?: unknown }).version);
