import { logTail } from '../background/ensure-background.js';
import { homeAt } from '../background/home.js';

/** Prints the log's path to standard error, so that only the lines themselves go down a pipe. */
export async function printLog({ lines }: { readonly lines: number }): Promise<void> {
  const home = homeAt();
  console.error(home.logFile);
  const tail = await logTail(home, lines);
  console.log(tail || '(empty)');
}
