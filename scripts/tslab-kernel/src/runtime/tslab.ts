/**
 * The only file that runs tslab's internals in the kernel (1.0.22, pinned exactly, as none of this is its
 * public API). Its compiler works in another process, so what would load it is answered here.
 */
import { createRequire } from 'node:module';
import type { Converter } from 'tslab/dist/converter.js';
import type { Executor } from 'tslab/dist/executor.js';
import type { CodeMetadata } from 'tslab/dist/metadata.js';
import { answerRequire, TYPESCRIPT_OF_TSLAB } from '../compiler/answer-require.js';
import { readVersions } from '../versions.js';

export type { Converter, ConvertResult, Diagnostic } from 'tslab/dist/converter.js';
export type { Executor } from 'tslab/dist/executor.js';

/** What tslab's `display` hands over; `display_id` is there for `newDisplay()` only. */
export interface TslabDisplayData {
  readonly data: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
  readonly transient: { readonly display_id?: string };
}

/** Redirects what a tslab module exports. */
export interface TslabOptions {
  /** What the executor calls for the cell that it executes. */
  readonly converter: Pick<Converter, 'convert' | 'addModule' | 'close'>;
  /** What is known of this cell from its comments. */
  readonly getMetadata: () => CodeMetadata;
  /** Takes values and failures of cells. */
  readonly console: { log(value: unknown): void; error(...values: unknown[]): void };
  /** `display` and `newDisplay` of `import … from 'tslab'`. */
  readonly show: (data: TslabDisplayData, update: boolean) => void;
}

/** Creates tslab's executor for the current working directory. */
export function createExecutor({ converter, getMetadata, console, show }: TslabOptions): Executor {
  const require = createRequire(import.meta.url);
  const requireAsTslab = createRequire(require.resolve('tslab/package.json'));
  answerRequire(requireAsTslab, TYPESCRIPT_OF_TSLAB, { version: readVersions().typescript });
  answerRequire(requireAsTslab, './dist/metadata.js', { getCodeMetadata: getMetadata });
  answerRequire(requireAsTslab, './dist/jupyter.js', { lastWriteDisplayData: show });
  const executor = require('tslab/dist/executor.js');
  return executor.createExecutor(
    process.cwd(),
    { node: converter, browser: converter, close: () => {} },
    console,
  );
}
