import pc from 'picocolors';
import { inMemory } from '../storage/in-memory.js';

/** What a person needs to use an instance. */
export interface Described {
  readonly endpoint: string;
  readonly dataDir: string;
  /** What clients of `https://` have to trust. */
  readonly certificateFile?: string;
  /** Whether requests have to be signed with keys that were configured. */
  readonly hasKeys?: boolean;
  readonly logFile?: string;
  readonly pid?: number;
  readonly movedBecause?: string;
}

/** Several lines: where the instance is, and what to set so that an AWS SDK finds it. */
export function describeInstance({
  endpoint,
  dataDir,
  certificateFile,
  hasKeys = false,
  movedBecause,
}: Described): string {
  return [
    `  endpoint  ${pc.cyan(endpoint)}${movedBecause ? `  (${movedBecause})` : ''}`,
    `  data      ${dataDir === inMemory ? 'in memory: gone when it ends' : dataDir}`,
    ...(certificateFile === undefined ? [] : [`  https     ${certificateFile} is the certificate to trust`]),
    '',
    ...exports(endpoint, hasKeys).map((line) => `  ${line}`),
  ].join('\n');
}

/** For PowerShell on Windows, for any POSIX shell elsewhere. */
function exports(endpoint: string, hasKeys: boolean): string[] {
  const [set, quote] = process.platform === 'win32' ? ['$env:', '"'] : ['export ', ''];
  return [
    `${set}AWS_ENDPOINT_URL=${quote}${endpoint}${quote}`,
    `${set}AWS_REGION=${quote}us-east-1${quote}`,
    // boto3 and the AWS CLI's version 1 read no other variable.
    `${set}AWS_DEFAULT_REGION=${quote}us-east-1${quote}`,
    ...(hasKeys ? [] : [anyKey]),
  ];
}

const anyKey =
  process.platform === 'win32'
    ? '$env:AWS_ACCESS_KEY_ID="local"; $env:AWS_SECRET_ACCESS_KEY="local"'
    : 'export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local';
