/** Prints the first records of a stream and ends the process in the middle of the loop, as a restarted kernel does. */
import { connect, consume } from '@aws-streaming-lessons/shared';

const [stream = '', count] = process.argv.slice(2);
const aws = await connect({ envFile: 'none', log: () => {} });
let seen = 0;
for await (const record of consume(aws, { stream, application: 'app' })) {
  process.stdout.write(`${record.text}\n`);
  seen += 1;
  if (seen === Number(count)) process.exit();
}
