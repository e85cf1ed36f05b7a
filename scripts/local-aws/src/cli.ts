import { Command, InvalidArgumentError, Option } from 'commander';
import { splitNames } from './background/environment.js';
import { mainHelp, startHelp } from './cli/help-texts.js';
import { printLog } from './cli/logs.js';
import { startInBackground, startInForeground } from './cli/start.js';
import { printStatus } from './cli/status.js';
import { stop } from './cli/stop.js';
import { LocalAwsError } from './errors.js';
import { type LimitsOption, parseLimits } from './kinesis/limits/limits.js';
import { version } from './version.js';

const program = new Command('local-aws')
  .description('Amazon Kinesis Data Streams, Data Firehose and S3 on one port of this machine.')
  .version(version)
  .showHelpAfterError('(see local-aws --help)');

program
  .command('start', { isDefault: true })
  .description('serve in this terminal until Ctrl-C; "local-aws" alone does the same')
  .optionsGroup('Where it runs:')
  .option('-b, --background', 'serve in the background, one instance for all your programs')
  .option('-p, --port <number>', 'port to listen on, 0 for any free one', integer(0, 65_535), 4566)
  .option('--host <address>', 'address to listen on; others than loopback let other machines in', '127.0.0.1')
  .option(
    '--data-dir <folder>',
    'where the data lies, or :memory: (default: the folder that "local-aws status" names)',
  )
  .option('--fsync', 'answer a put once it is on the disk itself: safe against a power cut, and slower')
  .optionsGroup('How it behaves:')
  .option(
    '--transition-ms <ms>',
    'how long a resource stays CREATING, UPDATING or DELETING',
    integer(0, 3_600_000),
    500,
  )
  .addOption(
    new Option('--limits <limits>', "aws, none, or AWS's but for name=value,… (names below)")
      .env('LOCAL_AWS_LIMITS')
      .default('aws')
      .argParser(limits),
  )
  .addOption(
    new Option('--clock-rate <rate>', 'how many times as fast its clock runs: 1440 is a day in a minute')
      .env('LOCAL_AWS_CLOCK_RATE')
      .default(1)
      .argParser(integer(1, 10_000)),
  )
  .option('-q, --quiet', 'print failures only')
  .optionsGroup('Who may call it:')
  .addOption(
    new Option('--allow-host <names>', 'more host names to be called by: aws.test,*.other.test')
      .env('LOCAL_AWS_ALLOW_HOST')
      .argParser(splitNames),
  )
  .addOption(
    new Option(
      '--credentials <file>',
      'check signatures against the keys of this file, which is in the form of ~/.aws/credentials',
    ).env('LOCAL_AWS_CREDENTIALS'),
  )
  .option('--tls-cert <file>', 'TLS certificate in PEM (default: one of its own, kept with the data)')
  .option('--tls-key <file>', 'its private key in PEM')
  .addHelpText('after', startHelp)
  .allowExcessArguments()
  .action((options, command) => {
    const [unknown] = command.args;
    if (unknown !== undefined) command.error(`error: unknown command '${unknown}'`);
    return options.background ? startInBackground(options) : startInForeground(options);
  });
program
  .command('status')
  .description('tell whether it runs: exit code 0 if so, 3 if not')
  .action(printStatus);
program.command('stop').description('stop the running instance; its data stays').action(stop);
program
  .command('logs')
  .description("print where the background instance's log is, and its end")
  .option('-n, --lines <number>', 'how many lines', integer(1, 100_000), 20)
  .action(printLog);
program.addHelpText('after', mainHelp);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof LocalAwsError)) throw error;
  console.error(`local-aws: ${error.message}`);
  process.exitCode = 1;
}

function limits(text: string): LimitsOption {
  try {
    return parseLimits(text);
  } catch (error) {
    if (error instanceof LocalAwsError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

function integer(min: number, max: number) {
  return (text: string) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}
