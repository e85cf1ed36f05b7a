import { main } from './cli/main.js';

// Not process.exit: what is still being written to a pipe would be cut off.
process.exitCode = await main(process.argv.slice(2));
