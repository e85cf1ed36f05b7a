import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firehoseModel } from '../../scripts/local-aws/src/firehose/aws-model.js';
import { firehoseConstraints } from '../../scripts/local-aws/src/firehose/constraints.js';
import { firehoseOperations } from '../../scripts/local-aws/src/firehose/operations/index.js';
import { kinesisModel } from '../../scripts/local-aws/src/kinesis/aws-model.js';
import { kinesisConstraints } from '../../scripts/local-aws/src/kinesis/constraints.js';
import { kinesisOperations } from '../../scripts/local-aws/src/kinesis/operations/index.js';
import { wholeMatch } from '../../scripts/local-aws/src/wire/pattern.js';
import { constraintsOf, type ServiceModel } from '../../scripts/local-aws/src/wire/service-model.js';
import { validate } from '../../scripts/local-aws/src/wire/validate.js';

const model: ServiceModel = {
  inputs: { Put: 'PutInput' },
  shapes: {
    PutInput: { required: ['Name', 'Flag'], members: { Name: 'Name', Items: 'Items', Labels: 'Labels' } },
    Name: { minLength: 1 },
    Items: { member: 'Item', maxLength: 2 },
    Item: { required: ['Name'], members: { Name: 'Name' } },
    Labels: { key: 'Name', member: 'Text' },
    Text: { maxLength: 5 },
  },
};

test("a model's shapes become one constraint for each member, however deep", () => {
  assert.deepEqual(Object.fromEntries(constraintsOf(model, {})), {
    Put: {
      Name: { minLength: 1, required: true },
      Items: { maxLength: 2, member: { members: { Name: { minLength: 1, required: true } } } },
      Labels: { key: { minLength: 1 }, member: { maxLength: 5 } },
      Flag: { required: true },
    },
  });
});

test('an overlay replaces keys of a shape wherever it is used, and may not name what is not there', () => {
  const changed = constraintsOf(model, { Name: { minLength: 3 }, Item: { required: [] } });
  assert.deepEqual(changed.get('Put')?.Name, { minLength: 3, required: true });
  assert.deepEqual(changed.get('Put')?.Items?.member, { members: { Name: { minLength: 3 } } });
  assert.throws(() => constraintsOf(model, { Nmae: {} }), /Nmae, which the model does not have/);
});

test('all patterns of the models can be read, and no pattern is left without a bound on the length', () => {
  for (const { shapes } of [kinesisModel, firehoseModel]) {
    for (const [name, { pattern, maxLength }] of Object.entries(shapes)) {
      if (pattern === undefined) continue;
      assert.doesNotThrow(() => wholeMatch(pattern), name);
      // Without a bound on the value, the time that a pattern takes has to be bounded by itself.
      if (maxLength === undefined) assert.doesNotMatch(pattern, /[*+]/, name);
    }
  }
});

test('every action that takes something has its constraints in the table', () => {
  const tables = [
    { operations: kinesisOperations, constraints: kinesisConstraints },
    { operations: firehoseOperations, constraints: firehoseConstraints },
  ];
  const withoutAny = ['DescribeLimits', 'DescribeAccountSettings'];
  for (const { operations, constraints } of tables)
    for (const { name } of operations) assert.equal(constraints.has(name), !withoutAny.includes(name), name);
});

test('where Kinesis is known to differ from its model, it is Kinesis that is followed', () => {
  const violationOf = (operation: string, input: object) => {
    try {
      validate(input, kinesisConstraints.get(operation) ?? {});
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : undefined;
    }
  };
  const entry = { Data: new Uint8Array() };
  assert.equal(
    violationOf('GetShardIterator', { ShardId: 'shardId-0', ShardIteratorType: 'FIRST' }),
    "1 validation error detected: Value 'FIRST' at 'shardIteratorType' failed to satisfy constraint: " +
      'Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]',
  );
  assert.match(
    violationOf('PutRecord', { ...entry, PartitionKey: 'a', ExplicitHashKey: '01' }) ?? '',
    /pattern: 0\|\(\[1-9\]\\d\{0,38\}\)$/,
  );
  assert.equal(violationOf('IncreaseStreamRetentionPeriod', { RetentionPeriodHours: 1 }), undefined);
});

test('a value far longer than allowed is not held against its pattern, which could take for ever', () => {
  const StreamARN = `arn:aws:kinesis:${':kinesis:'.repeat(200_000)}`;
  assert.throws(
    () => validate({ StreamARN }, kinesisConstraints.get('DeleteStream') ?? {}),
    /^ValidationException: 1 validation error detected: .*length less than or equal to 2048$/,
  );
});
