import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import pc from 'picocolors';
import { ensureBackground } from '../background/ensure-background.js';
import {
  accessKeysIn,
  allowHostVariable,
  credentialsVariable,
  splitNames,
} from '../background/environment.js';
import { homeAt } from '../background/home.js';
import { type BackgroundInstance, runningInstance } from '../background/instance.js';
import { LocalAwsError } from '../errors.js';
import type { LimitsOption } from '../kinesis/limits/limits.js';
import type { Logger } from '../logger.js';
import { inMemory } from '../storage/in-memory.js';
import { describeInstance } from './describe-instance.js';

/** Options of `local-aws start`, with commander's defaults in. */
export interface StartOptions {
  readonly port: number;
  readonly host: string;
  readonly transitionMs: number;
  readonly limits: LimitsOption;
  readonly clockRate: number;
  readonly dataDir?: string;
  /** Host names to be called by besides this machine's own. */
  readonly allowHost?: readonly string[];
  /** Keys that requests have to be signed with, in the form of `~/.aws/credentials`. */
  readonly credentials?: string;
  /** PEM files, both or neither. */
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly fsync?: boolean;
  readonly quiet?: boolean;
}

/** Finds or starts the background instance. */
export async function startInBackground(options: StartOptions): Promise<void> {
  const { port, limits, clockRate, quiet, host, transitionMs, dataDir } = options;
  // What the environment names reaches the background process in the same way.
  const { [credentialsVariable]: credentials, [allowHostVariable]: hosts } = process.env;
  const onlyInForeground =
    [dataDir, options.tlsCert, options.tlsKey, options.fsync].some((value) => value !== undefined) ||
    options.credentials !== credentials ||
    options.allowHost?.join() !== (hosts && splitNames(hosts).join());
  if (dataDir === inMemory)
    throw new LocalAwsError(
      'InvalidOption',
      `--data-dir ${inMemory} does not go with --background, whose data stays for all programs of a user. Start it without --background.`,
    );
  if (onlyInForeground || host !== '127.0.0.1' || transitionMs !== 500) {
    const message =
      '--background takes no other options than --port, --limits and --clock-rate. Its data lies in a folder of its own; set LOCAL_AWS_HOME to move it.';
    throw new LocalAwsError('InvalidOption', message);
  }
  const instance = await ensureBackground({ port, limits, clockRate });
  if (quiet) return;
  const { started, pid } = instance;
  console.log(started ? 'local-aws started in the background.' : `local-aws runs already, process ${pid}.`);
  console.log(describeInstance(instance));
}

/** Serves in this process until a signal. With the default data folder it is the instance that programs find. */
export async function startInForeground(options: StartOptions): Promise<void> {
  const ending = nextSignal();
  const { quiet } = options;
  const { instance, close } = await serve(options, { ...terminal, ...(quiet && { info: () => {} }) });
  if (!quiet)
    console.log(
      `${pc.bold('local-aws')} serves Kinesis, Firehose and S3. Ctrl-C stops it.\n${describeInstance({ ...instance, hasKeys: options.credentials !== undefined })}`,
    );
  const signal = await ending;
  if (!quiet) console.log('local-aws stops.');
  await close();
  process.exit(128 + constants.signals[signal]);
}

async function serve(
  { dataDir, credentials, allowHost, tlsCert, tlsKey, fsync, ...given }: StartOptions,
  logger: Logger,
) {
  const { startLocalAws } = await import('../server.js');
  const options = {
    ...given,
    ...(fsync && { durability: 'power' as const }),
    ...(allowHost && { allowedHosts: allowHost }),
    ...(await givenTls(tlsCert, tlsKey)),
    ...(await accessKeysIn(credentials)),
  };
  if (dataDir !== undefined) {
    const server = await startLocalAws({ ...options, dataDir, logger });
    return { instance: server, close: () => server.close() };
  }
  const home = homeAt();
  const running = await runningInstance(home);
  if (running) throw alreadyRunning(running);
  const { runInstance } = await import('../background/run-instance.js');
  return runInstance({ ...options, home, logger });
}

async function givenTls(cert: string | undefined, key: string | undefined) {
  if (cert === undefined && key === undefined) return {};
  if (cert === undefined || key === undefined)
    throw new LocalAwsError('InvalidOption', '--tls-cert and --tls-key belong together; give both.');
  const [certText, keyText] = await Promise.all([cert, key].map(readPem));
  return { tls: { cert: certText ?? '', key: keyText ?? '' } };
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LocalAwsError('InvalidOption', `The PEM file ${file} cannot be read: ${reason}`, { cause });
  }
}

function alreadyRunning({ endpoint, pid }: BackgroundInstance): LocalAwsError {
  const message = `It runs already on ${endpoint} (process ${pid}). Use that one, end it with "local-aws stop", or give this one a --data-dir of its own.`;
  return new LocalAwsError('DataDirInUse', message);
}

/** The first signal ends the server in good order, a second one at once. */
function nextSignal(): Promise<'SIGINT' | 'SIGTERM'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(128 + constants.signals[signal]));
        resolve(signal);
      });
    }
  });
}

const terminal: Logger = {
  info: (message) => console.log(pc.dim(message)),
  error: (message, cause) => console.error(pc.red(message), ...(cause === undefined ? [] : [cause])),
};
