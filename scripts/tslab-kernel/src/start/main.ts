/**
 * What `bin/tslab-kernel.js` runs. How fast a kernel starts is a matter of what it waits for: the compiler's
 * process takes longest and is started before anything else is loaded, and what only commands need is not
 * loaded at all. `bundle.ts` makes one file of this and of what it imports, save for the commands.
 */
import { exitWith } from '../errors.js';
import { CompilerProcess } from '../runtime/compiler-process.js';

const [flag, connectionFile, ...others] = process.argv.slice(2);
const isFlag = flag === '--connection-file' || flag === '-f';

if (isFlag && connectionFile !== undefined && others.length === 0) void start(connectionFile);
else void import('../cli.js');

async function start(connectionFile: string): Promise<void> {
  const compilerProcess = new CompilerProcess();
  const { startKernel } = await import('../start-kernel.js');
  await startKernel({ connectionFile, compilerProcess }).catch(exitWith);
}
