import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Constraints } from '../../scripts/local-aws/src/wire/constraints.js';
import { validate } from '../../scripts/local-aws/src/wire/validate.js';

function messageOf(input: object, constraints: Constraints): string | undefined {
  try {
    validate(input, constraints);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'ValidationException');
    return error.message;
  }
}

const one = (violation: string) => `1 validation error detected: ${violation}`;

test('what holds passes, and so does what is absent and not required', () => {
  const constraints: Constraints = { Name: { required: true, minLength: 1 }, Limit: { min: 1 } };
  assert.equal(messageOf({ Name: 'a' }, constraints), undefined);
  assert.equal(messageOf({ Name: 'a', Limit: undefined, Other: 5 }, constraints), undefined);
});

test('a missing member is null', () => {
  assert.equal(
    messageOf({}, { StreamName: { required: true } }),
    one("Value null at 'streamName' failed to satisfy constraint: Member must not be null"),
  );
});

test('bounds, patterns and enumerations print what was expected', () => {
  const cases: [unknown, Constraints[string], string][] = [
    [
      0,
      { min: 1 },
      "Value '0' at 'x' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      11,
      { max: 10 },
      "Value '11' at 'x' failed to satisfy constraint: Member must have value less than or equal to 10",
    ],
    [
      'b',
      { enum: ['A', 'B'] },
      "Value 'b' at 'x' failed to satisfy constraint: Member must satisfy enum value set: [A, B]",
    ],
    [
      'a b',
      { pattern: '[a-z]+' },
      "Value 'a b' at 'x' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+",
    ],
    [
      'a\n',
      { pattern: '[a-z]+' },
      "Value 'a\n' at 'x' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+",
    ],
    [
      new Uint8Array(3),
      { maxLength: 2 },
      "Value at 'x' failed to satisfy constraint: Member must have length less than or equal to 2",
    ],
    [
      ['a', 'b'],
      { maxLength: 1 },
      "Value '[a, b]' at 'x' failed to satisfy constraint: Member must have length less than or equal to 1",
    ],
    [
      { a: '1' },
      { minLength: 2 },
      "Value '{a=1}' at 'x' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
  ];
  for (const [value, constraint, violation] of cases)
    assert.equal(messageOf({ X: value }, { X: constraint }), one(violation));
});

test('a pattern with alternatives is matched against the whole value', () => {
  const constraints: Constraints = { Key: { pattern: '0|([1-9]\\d{0,38})' } };
  assert.equal(messageOf({ Key: '0' }, constraints), undefined);
  assert.equal(messageOf({ Key: '10' }, constraints), undefined);
  for (const Key of ['01', '0x', '-1', '']) assert.ok(messageOf({ Key }, constraints), Key);
});

test('a path leads into lists, counted from one, and into structures', () => {
  const constraints: Constraints = {
    Records: { member: { members: { Data: { required: true }, Keys: { member: { maxLength: 1 } } } } },
  };
  const input = { Records: [{ Data: 'x', Keys: ['a', 'bb'] }, {}] };
  assert.equal(
    messageOf(input, constraints),
    "2 validation errors detected: Value 'bb' at 'records.1.member.keys.2.member' failed to satisfy constraint: Member must have length less than or equal to 1; " +
      "Value null at 'records.2.member.data' failed to satisfy constraint: Member must not be null",
  );
});

test('a map is reported whole, for its keys and for its values', () => {
  const constraints: Constraints = {
    Tags: { key: { minLength: 1, maxLength: 2 }, member: { minLength: 0, maxLength: 1 } },
  };
  assert.equal(messageOf({ Tags: { a: '1' } }, constraints), undefined);
  assert.equal(
    messageOf({ Tags: { abc: '12' } }, constraints),
    "2 validation errors detected: Value '{abc=12}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: " +
      '[Member must have length less than or equal to 2, Member must have length greater than or equal to 1]; ' +
      "Value '{abc=12}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: " +
      '[Member must have length less than or equal to 1, Member must have length greater than or equal to 0]',
  );
});
