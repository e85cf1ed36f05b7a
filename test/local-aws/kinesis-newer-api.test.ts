import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as sdk from '@aws-sdk/client-kinesis';
import type { StaticStructureSchema } from '@smithy/types';
import * as api from '../../scripts/local-aws/src/kinesis/newer-api.js';
import { kinesisOperations } from '../../scripts/local-aws/src/kinesis/operations/index.js';

/** Each member with what stands for its type, functions apart: they lead to schemas of their own. */
function membersOf([, , , , names, schemas]: StaticStructureSchema): Map<string, unknown> {
  return new Map(
    names.map((name, position) => {
      const schema = schemas[position];
      return [name, typeof schema === 'function' ? 'another schema' : schema];
    }),
  );
}

test("the schemas that are generated from AWS's model have the form and the types of the SDK's", () => {
  const generated = membersOf(api.StreamDescriptionSummary$);
  for (const [name, type] of membersOf(sdk.StreamDescriptionSummary$))
    assert.equal(generated.get(name), type, name);
  const [kind, namespace, name, traits, , , required] = api.StreamDescriptionSummary$;
  const own = sdk.StreamDescriptionSummary$;
  assert.deepEqual([kind, namespace, name, traits, required], [own[0], own[1], own[2], own[3], own[6]]);
  assert.deepEqual(
    [...generated.keys()].filter((member) => !own[4].includes(member)),
    ['QueueCount'],
  );
});

test('actions that the SDK has by now are taken from it', () => {
  const generated = Object.values(api)
    .filter((schema) => schema[0] === 9)
    .map(([, , name]) => String(name));
  assert.ok(generated.length > 0);
  const known = generated.filter((name) => `${name}Command` in sdk);
  // Its answer has a member more than the SDK knows.
  assert.deepEqual(known, ['DescribeStreamSummary']);
  const served = new Map(kinesisOperations.map(({ name, schema }) => [name, schema]));
  for (const schema of Object.values(api)) if (schema[0] === 9) assert.equal(served.get(schema[2]), schema);
});
