export { type Clock, fastClock, systemClock } from './clock.js';
export { LocalAwsError, type LocalAwsErrorCode } from './errors.js';
export {
  awsLimits,
  type LimitName,
  type LimitsOption,
  type LimitValue,
  noLimits,
} from './kinesis/limits/limits.js';
export type { Logger } from './logger.js';
export { ManualClock } from './manual-clock.js';
export { type LocalAws, type LocalAwsOptions, startLocalAws } from './server.js';
export type { Durability } from './storage/level-storage.js';
export { version } from './version.js';
export type { KeyPair } from './wire/certificate.js';
export type { AccessKey } from './wire/signature/access-keys.js';
