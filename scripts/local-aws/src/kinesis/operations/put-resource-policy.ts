import { PutResourcePolicy$, type PutResourcePolicyInput } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { findResource } from '../resource.js';

type Input = Validated<PutResourcePolicyInput, 'ResourceARN' | 'Policy'>;

/** Kept and given back; it allows and forbids nothing here. */
export const putResourcePolicy: Operation<Kinesis, Input, undefined> = {
  name: 'PutResourcePolicy',
  schema: PutResourcePolicy$,
  async handle(kinesis, input, context) {
    const resource = findResource(kinesis, input.ResourceARN, context);
    resource.requireReady();
    requirePolicy(input.Policy);
    await resource.savePolicy(input.Policy);
  },
};

function requirePolicy(text: string): void {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch (cause) {
    throw new AwsError('InvalidArgumentException', 'Policy must be a document in JSON.', { cause });
  }
  if (typeof policy === 'object' && policy !== null && 'Statement' in policy) return;
  throw new AwsError('InvalidArgumentException', 'Policy must be an object with a Statement.');
}
