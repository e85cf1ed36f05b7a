import { homeAt } from '../background/home.js';
import { backgroundStatus } from '../background/index.js';
import { describeInstance } from './describe-instance.js';

/** As of `systemctl status`: the program is not running. */
const notRunning = 3;

/** Prints where the instance is; exit code 3 where there is none. */
export async function printStatus(): Promise<void> {
  const instance = await backgroundStatus();
  if (instance) {
    console.log(`local-aws runs, process ${instance.pid}.\n${describeInstance(instance)}`);
    return;
  }
  console.log(`local-aws does not run. Its data lies in ${homeAt().dataDir}.`);
  process.exitCode = notRunning;
}
