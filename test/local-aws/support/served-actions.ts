import { firehoseConstraints } from '../../../scripts/local-aws/src/firehose/constraints.js';
import {
  firehoseOperations,
  firehoseTargetPrefix,
} from '../../../scripts/local-aws/src/firehose/operations/index.js';
import { kinesisConstraints } from '../../../scripts/local-aws/src/kinesis/constraints.js';
import { kinesisOperations } from '../../../scripts/local-aws/src/kinesis/operations/index.js';

/** All that is served by a target, with what an input of it is. */
export const actions = [
  ...kinesisOperations.map(({ name, schema }) => ({
    target: `Kinesis_20131202.${name}`,
    schema,
    constraints: kinesisConstraints.get(name) ?? {},
  })),
  ...firehoseOperations.map(({ name, schema }) => ({
    target: `${firehoseTargetPrefix}.${name}`,
    schema,
    constraints: firehoseConstraints.get(name) ?? {},
  })),
];
