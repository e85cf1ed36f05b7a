import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { type Clock, fastClock, paceOf, systemClock } from './clock.js';
import { LocalAwsError } from './errors.js';
import { firehoseConstraints } from './firehose/constraints.js';
import { createFirehose } from './firehose/firehose.js';
import { firehoseOperations, firehoseTargetPrefix } from './firehose/operations/index.js';
import { createKinesis } from './kinesis/create-kinesis.js';
import { type LimitsOption, resolveLimits } from './kinesis/limits/limits.js';
import { errorLogger, type Logger } from './logger.js';
import { s3WhenAsked } from './s3/s3-when-asked.js';
import { openData } from './storage/data-folder.js';
import { inMemory } from './storage/in-memory.js';
import type { Durability } from './storage/level-storage.js';
import { version } from './version.js';
import { defaultAccountId } from './wire/authenticate.js';
import type { KeyPair } from './wire/certificate.js';
import { createFrontDoor } from './wire/front-door.js';
import { listen } from './wire/listen.js';
import { allowedNames } from './wire/own-names.js';
import { bindService } from './wire/service.js';
import { type AccessKey, accessKeysOf } from './wire/signature/access-keys.js';
import { givenIdentity, ownIdentity, passingIdentity, type TlsIdentity } from './wire/tls-identity.js';

/** Options of {@link startLocalAws}. */
export interface LocalAwsOptions {
  /** TCP port, 0 to 65535; 0 takes any free one. Default 4566. */
  readonly port?: number;
  /** Address to listen on. Default `127.0.0.1`; others than loopback let other machines in. */
  readonly host?: string;
  /**
   * Folder for everything that is to outlive the process, or `:memory:`, where nothing does: nothing is written to the
   * disk, and all that is stored takes up this process's memory. Default `:memory:`.
   */
  readonly dataDir?: string;
  /**
   * Against what acknowledged records are safe: `'process'`, the death of the process at any instant; `'power'`, a
   * power cut too, for which each write waits for the disk (fsync). Default `'process'`.
   */
  readonly durability?: Durability;
  /** Time as the server sees it; {@link ManualClock} is one that a test moves. Default: the machine's. */
  readonly clock?: Clock;
  /**
   * How many times as fast as `clock` the server's own time runs, 1 to 10,000: at 1,440, a day passes in a minute.
   * Retention, arrival times, Firehose's buffers, the growth of on-demand streams and limits of 24 hours go by it;
   * limits per second, iterators and `transitionMs` stay in their clients' time. Default 1.
   */
  readonly clockRate?: number;
  /**
   * The limits to which Kinesis holds its clients: AWS's, none, or AWS's but for those named, each a number above 0,
   * `'none'` or `'aws'`. Default `'aws'`.
   *
   * @see {@link awsLimits} for their names and numbers, which come from
   * https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
   * @example { writeRecordsPerSecond: 100, controlCallsPerSecond: 'none' }
   */
  readonly limits?: LimitsOption;
  /** Milliseconds, 0 or more, that a resource stays CREATING, UPDATING or DELETING. Default 500. */
  readonly transitionMs?: number;
  /** Twelve digits: the account of callers whose access key is not itself an account number. Default 000000000000. */
  readonly accountId?: string;
  /**
   * Host names that requests and the pages of a browser may come by, besides this machine's own: `aws.test`,
   * `*.aws.test`. Default: none.
   */
  readonly allowedHosts?: readonly string[];
  /**
   * Keys that requests have to be signed with; signatures are computed anew and compared. Default: none, then a
   * signature has to be there, and every one is taken for right.
   */
  readonly accessKeys?: readonly AccessKey[];
  /**
   * Certificate and private key for TLS, as PEM texts. Default: a certificate of its own, made at the first start and
   * kept in the data folder; see `certificateFile`.
   */
  readonly tls?: KeyPair;
  /** Default: silent but for unexpected failures, which go to standard error. */
  readonly logger?: Logger;
}

/** A running server. */
export interface LocalAws extends AsyncDisposable {
  /** What clients take as `endpoint`, e.g. `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** The port that it listens on, also where option `port` was 0. */
  readonly port: number;
  /** Absolute path of the data folder, or `:memory:`. */
  readonly dataDir: string;
  /**
   * The certificate of its own, which clients of `https://` have to trust, e.g. by `NODE_EXTRA_CA_CERTS`. Absolute path;
   * absent in memory, and where a certificate was given.
   */
  readonly certificateFile?: string;
  /** The text of the certificate for `https://`, in PEM. In memory, it is made when it is first asked for. */
  certificate(): Promise<string>;
  /** Answers what is under way, then stops. Data in a folder that was given stays. Calling it again does nothing. */
  close(): Promise<void>;
}

/** Beyond, timers of minutes would fall due faster than they can be served. */
const maxClockRate = 10_000;

/**
 * Starts Kinesis Data Streams, Data Firehose and S3 on one port of this machine.
 *
 * @throws LocalAwsError `PortInUse`, `CannotListen`, `DataDirInUse`, `DataDirUnusable` or `InvalidOption`
 * @example
 * await using aws = await startLocalAws({ port: 0 });
 * const kinesis = new KinesisClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials });
 * @example
 * const clock = new ManualClock();
 * await using aws = await startLocalAws({ port: 0, clock, limits: { writeRecordsPerSecond: 2 } });
 */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { port = 4566, host = '127.0.0.1', logger = errorLogger } = options;
  const { transitionMs = 500, accountId = defaultAccountId } = options;
  checkOptions(port, transitionMs, accountId);
  const limits = resolveLimits(options.limits);
  const clock = clockOf(options);

  const opened: (() => Promise<void>)[] = [];
  const closeAll = async () => {
    const failures: unknown[] = [];
    for (let close = opened.pop(); close; close = opened.pop())
      await close().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  try {
    const { path, folder, storage } = await openData(options.dataDir ?? inMemory, durabilityOf(options));
    opened.push(storage.close);
    const now = () => paceOf(clock).now();
    const callers = {
      accountId,
      now,
      ...(options.accessKeys && { accessKeys: accessKeysOf(options.accessKeys) }),
    };
    const s3 = await s3WhenAsked({ dataDir: folder, callers, logger });
    opened.push(s3.close);
    const { objects } = s3;
    const kinesis = await createKinesis({ storage, objects, clock, transitionMs, limits, logger });
    opened.push(kinesis.close);
    const firehose = await createFirehose({
      kinesis: kinesis.api,
      objects,
      storage,
      clock,
      transitionMs,
      logger,
    });
    opened.push(() => firehose.close());
    const services = [
      kinesis.wire,
      bindService(firehoseTargetPrefix, firehoseOperations, firehoseConstraints, firehose),
    ];

    const startedAt = new Date(clock.now()).toISOString();
    const health = () => ({ name: 'local-aws', version, pid: process.pid, startedAt, dataDir: path });
    const names = { host, allowed: allowedNames(options.allowedHosts ?? []) };
    const onRequest = createFrontDoor({ names, callers, services, fallback: s3.onRequest, health, logger });
    const identity = await identityOf(options.tls, folder);
    opened.push(async () => identity.close());
    const listener = await listen({ host, port, onRequest, identity });
    opened.push(listener.close);
    opened.push(async () => kinesis.endWaits());

    let closing: Promise<void> | undefined;
    const close = () => {
      closing ??= closeAll();
      return closing;
    };
    return {
      endpoint: `http://${isIPv6(host) ? `[${host}]` : host}:${listener.port}`,
      port: listener.port,
      dataDir: path,
      ...(identity.certificateFile !== undefined && { certificateFile: identity.certificateFile }),
      certificate: async () => (await identity.pair()).cert,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Clients judge a certificate by their own time, whatever clock this server runs on. */
function identityOf(
  given: KeyPair | undefined,
  folder: string | undefined,
): Promise<TlsIdentity> | TlsIdentity {
  if (given) return givenIdentity(given);
  return folder === undefined ? passingIdentity(systemClock) : ownIdentity(join(folder, 'tls'), systemClock);
}

function clockOf({ clock = systemClock, clockRate = 1 }: LocalAwsOptions): Clock {
  if (!Number.isFinite(clockRate) || clockRate < 1 || clockRate > maxClockRate)
    throw new LocalAwsError(
      'InvalidOption',
      `clockRate must be a number from 1 to ${maxClockRate}; it was ${clockRate}.`,
    );
  return clockRate === 1 ? clock : fastClock(clock, clockRate);
}

function durabilityOf({ durability = 'process' }: LocalAwsOptions): Durability {
  if (durability === 'process' || durability === 'power') return durability;
  throw new LocalAwsError(
    'InvalidOption',
    `durability must be 'process' or 'power'; it was ${JSON.stringify(durability)}.`,
  );
}

function checkOptions(port: number, transitionMs: number, accountId: string): void {
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new LocalAwsError('InvalidOption', `port must be a whole number from 0 to 65535; it was ${port}.`);
  if (!Number.isFinite(transitionMs) || transitionMs < 0)
    throw new LocalAwsError(
      'InvalidOption',
      `transitionMs must be 0 or more milliseconds; it was ${transitionMs}.`,
    );
  if (!/^\d{12}$/.test(accountId))
    throw new LocalAwsError('InvalidOption', `accountId must be twelve digits; it was ${accountId}.`);
}
