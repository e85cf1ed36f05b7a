import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'dotenv';
import { LessonError } from './errors';

/** Where the notebooks' calls go. */
export type Target =
  /** The embedded AWS of this project, started in the background when it is not running. */
  | { readonly kind: 'local-aws' }
  /** Any server that speaks AWS's protocols, by its address. */
  | { readonly kind: 'endpoint'; readonly endpoint: string }
  /** Amazon Web Services: it costs money. */
  | { readonly kind: 'aws' };

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Everything that the lessons take from the environment and `.env`, read once and frozen. */
export interface Config {
  readonly target: Target;
  readonly region: string;
  /** Absent on AWS only: the SDK's own chain then finds them (profile, SSO, role). */
  readonly credentials?: Credentials;
  /** The profile of `~/.aws` that `.env` names. */
  readonly profile?: string;
  /** The IAM role that Data Firehose assumes; AWS demands it, the stand-ins take any. */
  readonly firehoseRoleArn?: string;
  /** Folder of the consumers' checkpoints. */
  readonly stateDir: string;
}

export interface ConfigSource {
  /** Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default `.env` at the project's root; it may be absent. */
  readonly envFile?: string;
}

const PROJECT_ROOT = path.resolve(__dirname, '..', '..');
const DEFAULT_REGION = 'us-east-1';
/** Stand-ins demand a signature and ignore whose it is. */
const ANY_CREDENTIALS: Credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * Reads `.env` and the environment, which wins where both have a variable, and decides where the calls go.
 *
 * AWS itself is chosen only by credentials written into `.env`, or by `LESSONS_TARGET=aws`: credentials that
 * happen to be in the shell's environment do not count as being asked.
 *
 * @throws LessonError with code `CONFIGURATION` where a variable is missing, half-filled or malformed.
 * @example const config = loadConfig();
 */
export function loadConfig({
  env = process.env,
  envFile = path.join(PROJECT_ROOT, '.env'),
}: ConfigSource = {}): Config {
  const file = readEnvFile(envFile);
  const lookup = (name: string) => env[name]?.trim() || file[name]?.trim() || undefined;

  const target = chooseTarget(lookup, file);
  const credentials = chooseCredentials(target, lookup, file);
  const profile = target.kind === 'aws' && !credentials ? file.AWS_PROFILE?.trim() : undefined;
  const firehoseRoleArn = lookup('FIREHOSE_ROLE_ARN');
  return Object.freeze({
    target,
    region: chooseRegion(target, lookup),
    ...(credentials && { credentials }),
    ...(profile && { profile }),
    ...(firehoseRoleArn && { firehoseRoleArn }),
    stateDir: path.resolve(PROJECT_ROOT, lookup('LESSONS_STATE_DIR') ?? '.lessons'),
  });
}

type Lookup = (name: string) => string | undefined;

function readEnvFile(file: string): Record<string, string> {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new LessonError('CONFIGURATION', `Não consegui ler ${file}: ${(error as Error).message}.`);
  }
}

function chooseTarget(lookup: Lookup, file: Record<string, string>): Target {
  const endpoint = lookup('AWS_ENDPOINT_URL');
  const inFile =
    file.AWS_ACCESS_KEY_ID?.trim() || file.AWS_SECRET_ACCESS_KEY?.trim() || file.AWS_PROFILE?.trim();
  const asked = lookup('LESSONS_TARGET') ?? (endpoint ? 'endpoint' : inFile ? 'aws' : 'local');
  switch (asked) {
    case 'aws':
      return { kind: 'aws' };
    case 'local':
      return { kind: 'local-aws' };
    case 'endpoint':
      return { kind: 'endpoint', endpoint: checkEndpoint(endpoint) };
    default:
      throw new LessonError(
        'CONFIGURATION',
        `LESSONS_TARGET deve ser "local", "aws" ou "endpoint", e está como "${asked}". Corrija o arquivo .env ou o ambiente.`,
      );
  }
}

function checkEndpoint(endpoint = ''): string {
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol))
    return endpoint.replace(/\/+$/, '');
  throw new LessonError(
    'CONFIGURATION',
    `AWS_ENDPOINT_URL deve ser um endereço como http://127.0.0.1:4566, e está como "${endpoint}". Corrija o arquivo .env ou o ambiente.`,
  );
}

function chooseRegion(target: Target, lookup: Lookup): string {
  const region = lookup('AWS_REGION') ?? lookup('AWS_DEFAULT_REGION');
  if (!region && target.kind === 'aws') {
    throw new LessonError(
      'CONFIGURATION',
      'Para usar a AWS falta a região: escreva, por exemplo, AWS_REGION=us-east-1 no arquivo .env.',
    );
  }
  if (region && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new LessonError(
      'CONFIGURATION',
      `AWS_REGION deve ser o código de uma região, como us-east-1 ou sa-east-1, e está como "${region}". Corrija o arquivo .env ou o ambiente.`,
    );
  }
  return region ?? DEFAULT_REGION;
}

/** AWS gets the pair that `.env` gives, whole; a pair in the environment would be somebody else's. */
function chooseCredentials(
  target: Target,
  lookup: Lookup,
  file: Record<string, string>,
): Credentials | undefined {
  if (target.kind === 'local-aws') return ANY_CREDENTIALS;
  const from = target.kind === 'aws' ? (name: string) => file[name]?.trim() || undefined : lookup;
  const accessKeyId = from('AWS_ACCESS_KEY_ID');
  const secretAccessKey = from('AWS_SECRET_ACCESS_KEY');
  const sessionToken = from('AWS_SESSION_TOKEN');
  if (accessKeyId && secretAccessKey) {
    return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  }
  if (accessKeyId || secretAccessKey) {
    const [has, lacks] = accessKeyId
      ? ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
      : ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID'];
    throw new LessonError(
      'CONFIGURATION',
      `Há ${has}, mas falta ${lacks}: preencha as duas no arquivo .env para usar a AWS, ou apague as duas para usar o local-aws.`,
    );
  }
  return target.kind === 'aws' ? undefined : ANY_CREDENTIALS;
}
