import { AwsError } from '../../errors.js';

const minHours = 24;

/** @throws AwsError `InvalidArgumentException` */
export function requireRetentionRange(hours: number, maxHours: number): void {
  if (hours < minHours)
    throw new AwsError(
      'InvalidArgumentException',
      `Minimum allowed retention period is ${minHours} hours. Requested retention period (${hours} hours) is too short.`,
    );
  if (hours > maxHours)
    throw new AwsError(
      'InvalidArgumentException',
      `Maximum allowed retention period is ${maxHours} hours. Requested retention period (${hours} hours) is too long.`,
    );
}
