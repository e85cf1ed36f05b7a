/**
 * The program that a start-up snapshot is made of (https://nodejs.org/api/cli.html#--build-snapshot): it
 * loads the compiler, parses declarations, is frozen, and goes on from there as each kernel's compiler.
 * `build-snapshot` bundles it into one file. Arguments: the path of TypeScript, beside which the language's
 * declarations lie, and a cell to compile before the freeze.
 */
import { startupSnapshot } from 'node:v8';
import * as converter from 'tslab/dist/converter.js';
import * as inspect from 'tslab/dist/inspect.js';
import * as metadata from 'tslab/dist/metadata.js';
import typescript from 'typescript';
import { createCellCompiler } from '../compiler/cell-compiler.js';
import type { TypeScript } from '../compiler/fork-functions.js';
import { serve } from '../compiler/serve.js';
import { compiler, declarations } from './frozen-typescript.js';

const [, , typescriptPath = '', warmUp = ''] = process.argv;
typescript.sys.getExecutingFilePath = () => typescriptPath;
const createHere = () => createCellCompiler(compiler, { ...converter, ...inspect, ...metadata });
const home = process.cwd();
const compilerOfHome = createHere();
const compileWarmUp = () => {
  const { diagnostics } = compilerOfHome.compile('', warmUp).result;
  if (diagnostics.length === 0) return;
  console.error(diagnostics.map(({ messageText }) => messageText).join('; '));
  process.exit(1);
};
compileWarmUp();
// What the cell reaches is parsed now, and what it uses of that is awake after the second time.
for (const program of compiler.programs) program.sleep();
compileWarmUp();
for (const program of compiler.programs) program.renew();
declarations.slimDown(typescript as TypeScript);
declarations.distrust();

// What was parsed serves any folder, and what was compiled only its own.
startupSnapshot.setDeserializeMainFunction(() => {
  serve(process.cwd() === home ? compilerOfHome : createHere());
});
