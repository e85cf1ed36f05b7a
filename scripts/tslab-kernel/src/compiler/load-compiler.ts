import { createRequire } from 'node:module';
import { answerRequire, TYPESCRIPT_OF_TSLAB } from './answer-require.js';
import { type CellCompiler, createCellCompiler } from './cell-compiler.js';
import { DeclarationCache } from './declaration-cache.js';
import type { TypeScript } from './fork-functions.js';
import { createCompiler } from './typescript.js';

/** Loads the compiler from the disk, which takes half a second. */
export function loadCellCompiler(): CellCompiler {
  const require = createRequire(import.meta.url);
  const compiler = createCompiler(require('typescript') as TypeScript, new DeclarationCache());
  const requireAsTslab = createRequire(require.resolve('tslab/package.json'));
  answerRequire(requireAsTslab, TYPESCRIPT_OF_TSLAB, compiler.module);
  return createCellCompiler(compiler, {
    ...require('tslab/dist/converter.js'),
    ...require('tslab/dist/inspect.js'),
    ...require('tslab/dist/metadata.js'),
  });
}
