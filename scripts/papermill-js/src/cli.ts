import { main } from './cli/main.js';

/** Runs the command that this process was started as. */
export async function run(): Promise<void> {
  // Until it is known how the command has ended, it has failed.
  process.exitCode = 1;
  // Not process.exit: what is still being written to a pipe would be cut off.
  process.exitCode = await main(process.argv.slice(2));
}
