import { JsonEventWriter } from '../reports/json-events.js';

/** Whether a command line asks for events as JSON; also of one that cannot be read otherwise. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  return options.some((argument, index) => {
    return argument === '--log-format=json' || (argument === '--log-format' && options[index + 1] === 'json');
  });
}

/** A command line that cannot be read, as an event of JSON names it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Events as lines of JSON on stderr, and nothing else there: Node's own warnings too. */
export function openJsonLog(): JsonEventWriter {
  const writer = new JsonEventWriter((line) => process.stderr.write(line));
  process
    .removeAllListeners('warning')
    .on('warning', ({ name, message }) => writer.warning(`${name}: ${message}`));
  return writer;
}
