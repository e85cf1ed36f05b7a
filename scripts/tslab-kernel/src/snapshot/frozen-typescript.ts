/** The compiler of the snapshot, apart from tslab's modules, which get it where they ask for TypeScript. */
import typescript from 'typescript';
import { DeclarationCache } from '../compiler/declaration-cache.js';
import type { TypeScript } from '../compiler/fork-functions.js';
import { createCompiler } from '../compiler/typescript.js';

export const declarations = new DeclarationCache();
export const compiler = createCompiler(typescript as TypeScript, declarations);
export const typescriptForTslab = compiler.module;
