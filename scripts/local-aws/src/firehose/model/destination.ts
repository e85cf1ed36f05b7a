import type {
  BufferingHints,
  ExtendedS3DestinationConfiguration,
  ExtendedS3DestinationDescription,
  ExtendedS3DestinationUpdate,
  S3DestinationDescription,
} from '@aws-sdk/client-firehose';
import { AwsError } from '../../errors.js';
import { evaluatePrefix, hasExpression } from '../object-name/prefix-expression.js';
import { isTimeZone } from '../object-name/timestamp.js';
import { supportedCompressions } from '../pipeline/compression.js';
import { supportedProcessors } from '../pipeline/process.js';

const defaultBuffering = { SizeInMBs: 5, IntervalInSeconds: 300 };
const maxPrefixLength = 512;
const errorType = '!{firehose:error-output-type}';

/**
 * The destination of a delivery stream, checked and with AWS's defaults filled in.
 *
 * @throws AwsError `InvalidArgumentException` where a setting is wrong, or is one that is not supported here.
 */
export function destinationOf(
  configuration: ExtendedS3DestinationConfiguration,
): ExtendedS3DestinationDescription {
  checkSupported(configuration);
  const prefixes = { Prefix: configuration.Prefix, ErrorOutputPrefix: configuration.ErrorOutputPrefix };
  checkPrefixes(prefixes, configuration.CustomTimeZone);
  const { RoleARN, BucketARN, ProcessingConfiguration, FileExtension, CustomTimeZone } = configuration;
  return withoutUndefined({
    RoleARN,
    BucketARN,
    ...prefixes,
    BufferingHints: bufferingOf(configuration.BufferingHints),
    CompressionFormat: configuration.CompressionFormat ?? 'UNCOMPRESSED',
    EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
    CloudWatchLoggingOptions: configuration.CloudWatchLoggingOptions ?? { Enabled: false },
    ProcessingConfiguration,
    S3BackupMode: 'Disabled',
    DataFormatConversionConfiguration: { Enabled: false },
    FileExtension,
    CustomTimeZone,
  });
}

/**
 * A destination with the settings of `update` in place of its own.
 *
 * @throws AwsError as {@link destinationOf}
 */
export function updatedDestination(
  destination: ExtendedS3DestinationDescription,
  update: ExtendedS3DestinationUpdate,
): ExtendedS3DestinationDescription {
  return destinationOf({ ...destination, ...withoutUndefined(update) });
}

/**
 * The S3 settings among the members of an input, e.g. `ExtendedS3DestinationConfiguration` where `suffix` is
 * `DestinationConfiguration`.
 *
 * @throws AwsError `InvalidArgumentException` unless there is one destination, and it is S3.
 */
export function onlyS3<T extends object>(input: object, suffix: string): T {
  const given = Object.entries(input).filter(([name, value]) => name.endsWith(suffix) && value !== undefined);
  const [name, value] = given[0] ?? [];
  if (given.length !== 1) {
    throw invalid(`Exactly one member ending in ${suffix} must be given, but ${given.length} were given`);
  }
  if (name === `S3${suffix}` || name === `ExtendedS3${suffix}`) return value;
  throw invalid(`${name} is not supported by local-aws; use ExtendedS3${suffix} or S3${suffix}`);
}

/** What DescribeDeliveryStream says of the same destination in the older, smaller form. */
export function reducedDescription(destination: ExtendedS3DestinationDescription): S3DestinationDescription {
  return withoutUndefined({
    RoleARN: destination.RoleARN,
    BucketARN: destination.BucketARN,
    Prefix: destination.Prefix,
    ErrorOutputPrefix: destination.ErrorOutputPrefix,
    BufferingHints: destination.BufferingHints,
    CompressionFormat: destination.CompressionFormat,
    EncryptionConfiguration: destination.EncryptionConfiguration,
    CloudWatchLoggingOptions: destination.CloudWatchLoggingOptions,
  });
}

/** The bucket's name, from its ARN. */
export function bucketOf({ BucketARN }: ExtendedS3DestinationDescription): string {
  return BucketARN?.split(':::')[1] ?? '';
}

function checkSupported(configuration: ExtendedS3DestinationConfiguration): void {
  const format = configuration.CompressionFormat;
  if (format && !supportedCompressions.includes(format)) {
    throw unsupported(`CompressionFormat ${format}`, supportedCompressions.join(' and '));
  }
  for (const { Type } of configuration.ProcessingConfiguration?.Processors ?? []) {
    if (!supportedProcessors.includes(Type ?? ''))
      throw unsupported(`The processor ${Type}`, supportedProcessors.join());
  }
  const refused = {
    'S3BackupMode Enabled': configuration.S3BackupMode === 'Enabled',
    DataFormatConversionConfiguration: configuration.DataFormatConversionConfiguration?.Enabled,
    DynamicPartitioningConfiguration: configuration.DynamicPartitioningConfiguration?.Enabled,
    KMSEncryptionConfig: configuration.EncryptionConfiguration?.KMSEncryptionConfig !== undefined,
  };
  for (const [setting, isUsed] of Object.entries(refused)) {
    if (isUsed) throw unsupported(setting, 'a delivery stream without it');
  }
}

function bufferingOf(hints: BufferingHints | undefined): BufferingHints {
  if (!hints) return defaultBuffering;
  if ((hints.SizeInMBs === undefined) !== (hints.IntervalInSeconds === undefined)) {
    throw invalid('BufferingHints must have both SizeInMBs and IntervalInSeconds, or neither');
  }
  return { ...defaultBuffering, ...withoutUndefined(hints) };
}

interface Prefixes {
  readonly Prefix: string | undefined;
  readonly ErrorOutputPrefix: string | undefined;
}

function checkPrefixes(prefixes: Prefixes, timeZone = 'UTC'): void {
  if (!isTimeZone(timeZone))
    throw invalid(`CustomTimeZone must be an IANA time zone name, got '${timeZone}'`);
  checkPrefix('Prefix', prefixes.Prefix ?? '', timeZone);
  checkPrefix('ErrorOutputPrefix', prefixes.ErrorOutputPrefix ?? '', timeZone);
  const { Prefix = '', ErrorOutputPrefix = '' } = prefixes;
  if (hasExpression(Prefix) && !ErrorOutputPrefix) {
    throw invalid('ErrorOutputPrefix cannot be null or empty when Prefix contains expressions');
  }
  if (hasExpression(ErrorOutputPrefix) && !ErrorOutputPrefix.includes(errorType)) {
    throw invalid(`ErrorOutputPrefix with expressions must include ${errorType}`);
  }
}

/** Tries the prefix out: an expression that cannot be evaluated must fail here, not at the first delivery. */
function checkPrefix(kind: keyof Prefixes, prefix: string, timeZone: string): void {
  const tried = kind === 'ErrorOutputPrefix' ? prefix.replaceAll(errorType, 'processing-failed') : prefix;
  try {
    const evaluated = evaluatePrefix(tried, { epochMs: 0, timeZone, randomString: () => 'x'.repeat(11) });
    if (evaluated.length > maxPrefixLength) {
      throw new Error(
        `it is ${evaluated.length} characters long when evaluated, and at most ${maxPrefixLength} are allowed`,
      );
    }
  } catch (error) {
    throw invalid(`${kind} is not valid: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const invalid = (message: string) => new AwsError('InvalidArgumentException', `${message}.`);
const unsupported = (what: string, instead: string) =>
  invalid(`${what} is not supported by local-aws; supported: ${instead}`);

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
