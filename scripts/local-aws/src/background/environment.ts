import { LocalAwsError } from '../errors.js';
import { type LimitsOption, parseLimits } from '../kinesis/limits/limits.js';
import type { AccessKey } from '../wire/signature/access-keys.js';

/** Limits as `--limits` takes them. */
export const limitsVariable = 'LOCAL_AWS_LIMITS';
/** How many times as fast as the machine's the server's clock runs. */
export const clockRateVariable = 'LOCAL_AWS_CLOCK_RATE';

/** Host names as `--allow-host` takes them. */
export const allowHostVariable = 'LOCAL_AWS_ALLOW_HOST';
/** A file of keys as `--credentials` takes it. */
export const credentialsVariable = 'LOCAL_AWS_CREDENTIALS';

/**
 * What the environment says of a background instance.
 *
 * @throws LocalAwsError `InvalidOption`, naming the variable
 */
export function serverOptions(env: NodeJS.ProcessEnv): {
  limits?: LimitsOption;
  clockRate?: number;
  allowedHosts?: readonly string[];
} {
  const { [limitsVariable]: limits, [clockRateVariable]: clockRate, [allowHostVariable]: hosts } = env;
  return {
    ...(limits && { limits: named(limitsVariable, () => parseLimits(limits)) }),
    ...(hosts && { allowedHosts: splitNames(hosts) }),
    ...(clockRate && { clockRate: Number(clockRate) }),
  };
}

/** Names with commas between them. */
export const splitNames = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** The keys of a credentials file, as an option of the server; none where no file is named. */
export async function accessKeysIn(file: string | undefined): Promise<{ accessKeys?: readonly AccessKey[] }> {
  if (!file) return {};
  const { readCredentialsFile } = await import('../wire/signature/credentials-file.js');
  return { accessKeys: await readCredentialsFile(file) };
}

function named<Value>(variable: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof LocalAwsError)) throw error;
    throw new LocalAwsError(error.code, `${variable}: ${error.message}`, { cause: error });
  }
}
