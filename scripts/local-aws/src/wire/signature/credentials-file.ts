import { stat } from 'node:fs/promises';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { LocalAwsError } from '../../errors.js';
import type { AccessKey } from './access-keys.js';

/**
 * The keys of all profiles of a file in the form of `~/.aws/credentials`, read by AWS's own parser. Of each profile
 * `aws_access_key_id`, `aws_secret_access_key`, `aws_session_token` and `aws_account_id`.
 *
 * @throws LocalAwsError `InvalidOption` where there is no such file or no key in it.
 */
export async function readCredentialsFile(file: string): Promise<AccessKey[]> {
  await stat(file).catch((cause: Error) => {
    throw new LocalAwsError(
      'InvalidOption',
      `The credentials file ${file} cannot be read: ${cause.message}`,
      {
        cause,
      },
    );
  });
  // The parser looks at the user's own configuration too, unless it is given a file for that.
  const { credentialsFile } = await loadSharedConfigFiles({
    filepath: file,
    configFilepath: file,
    ignoreCache: true,
  });
  const keys = Object.values(credentialsFile).flatMap((profile) => {
    const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = profile;
    const { aws_session_token: sessionToken, aws_account_id: accountId } = profile;
    if (!accessKeyId || !secretAccessKey) return [];
    return [
      {
        accessKeyId,
        secretAccessKey,
        ...(sessionToken && { sessionToken }),
        ...(accountId && { accountId }),
      },
    ];
  });
  if (keys.length === 0)
    throw new LocalAwsError(
      'InvalidOption',
      `The credentials file ${file} has no profile with aws_access_key_id and aws_secret_access_key.`,
    );
  return keys;
}
