import type { Constraint, Constraints } from '../wire/constraints.js';

/** The shapes that several operations share, as AWS's model of the API has them. */
export const streamName: Constraint = { pattern: '[a-zA-Z0-9_.-]+', minLength: 1, maxLength: 128 };
export const streamArn: Constraint = {
  pattern: 'arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+',
  minLength: 1,
  maxLength: 2048,
};
/** What most operations take to name a stream. */
export const streamReference: Constraints = { StreamName: streamName, StreamARN: streamArn };

export const shardId: Constraint = { pattern: '[a-zA-Z0-9_.-]+', minLength: 1, maxLength: 128 };
export const hashKey: Constraint = { pattern: '0|([1-9]\\d{0,38})' };
export const sequenceNumber: Constraint = { pattern: '0|([1-9]\\d{0,128})' };
export const partitionKey: Constraint = { required: true, minLength: 1, maxLength: 256 };
export const data: Constraint = { required: true, maxLength: 10_485_760 };
export const nextToken: Constraint = { minLength: 1, maxLength: 1_048_576 };
export const limit: Constraint = { min: 1, max: 10_000 };
/** Its range is not the model's but the service's, which has words of its own for it. */
export const retentionPeriodHours: Constraint = { required: true };
export const tags: Constraint = {
  minLength: 1,
  maxLength: 200,
  key: { minLength: 1, maxLength: 128 },
  member: { minLength: 0, maxLength: 256 },
};

export const required = (constraint: Constraint): Constraint => ({ ...constraint, required: true });
