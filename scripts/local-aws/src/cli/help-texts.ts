import { awsLimits } from '../kinesis/limits/limits.js';

/** What `local-aws --help` tells after the commands. */
export const mainHelp = `
Examples:
  local-aws                                 serve, and print what to set for the SDKs
  local-aws --port 0 --data-dir :memory:    on any free port, keeping nothing
  local-aws --limits none                   without AWS's limits
  local-aws start --background              for all your programs, until "local-aws stop"

Environment:
  LOCAL_AWS_HOME  folder for data, log and certificate, instead of the platform's own
  NO_COLOR        print without colours

Exit codes:
  0  done                                   3  status: it does not run
  1  refused or failed, with the reason     130, 143  ended by Ctrl-C, by SIGTERM

"local-aws start --help" shows the options of start, which need no "start" before them.`;

/** What `local-aws start --help` tells after the options: the limits' names, each with AWS's number. */
export const startHelp = () => `
Limits, and what they are on AWS ("local-aws --limits none,readCallsPerSecond=5" keeps one alone):
${Object.entries(awsLimits)
  .map(([name, value]) => `  ${name.padEnd(30)}${describeLimit(value)}`)
  .join('\n')}

Examples:
  local-aws --limits writeRecordsPerSecond=10,shards=none
  local-aws --clock-rate 1440 --data-dir ./fast    a day in a minute
  local-aws --host 0.0.0.0 --allow-host aws.test --credentials ./keys`;

function describeLimit(value: number | 'aws'): string {
  return value === 'aws' ? 'by region or action' : value.toLocaleString('en');
}
