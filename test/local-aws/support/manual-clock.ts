export { ManualClock } from '../../../scripts/local-aws/src/manual-clock.js';
