import { AwsError } from '../errors.js';

/**
 * Ends a call that only asks whether it would be let through; to be called once all checks have passed.
 *
 * @throws AwsError `DryRunOperationException`, which is how AWS says yes
 */
export function endDryRun({ DryRun }: { readonly DryRun?: boolean | undefined }): void {
  if (!DryRun) return;
  throw new AwsError('DryRunOperationException', 'The request would have succeeded, but DryRun is set.');
}
