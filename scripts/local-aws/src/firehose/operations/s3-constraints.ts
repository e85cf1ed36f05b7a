import type { Constraint, Constraints } from '../../wire/constraints.js';

/** AWS's constraint on the ARN of a role. */
export const roleArn: Constraint = { minLength: 1, maxLength: 512, pattern: 'arn:.*' };

const bucketArn: Constraint = { minLength: 1, maxLength: 2048, pattern: 'arn:.*:s3:::[\\w\\.\\-]{1,255}' };

/** The members of an S3 destination, new or updated. */
export const s3Destination: Constraints = {
  RoleARN: roleArn,
  BucketARN: bucketArn,
  Prefix: { minLength: 0, maxLength: 1024 },
  ErrorOutputPrefix: { minLength: 0, maxLength: 1024 },
  BufferingHints: { members: { SizeInMBs: { min: 1, max: 128 }, IntervalInSeconds: { min: 0, max: 900 } } },
  CompressionFormat: { enum: ['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'] },
};

/** The members of an extended S3 destination, new or updated. */
export const extendedS3Destination: Constraints = {
  ...s3Destination,
  FileExtension: { minLength: 0, maxLength: 128, pattern: "^$|\\.[0-9a-z!\\-_.*'()]+" },
  CustomTimeZone: { minLength: 0, maxLength: 50 },
};

/** What a new destination cannot do without. */
export const requiredOfS3: Constraints = {
  RoleARN: { ...roleArn, required: true },
  BucketARN: { ...bucketArn, required: true },
};
