export { type Clock, systemClock } from './clock.js';
export { LocalAwsError, type LocalAwsErrorCode } from './errors.js';
export type { Logger } from './logger.js';
export { type LocalAws, type LocalAwsOptions, startLocalAws, version } from './server.js';
