import { DeleteResourcePolicy$, type DeleteResourcePolicyInput } from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { findResource } from '../resource.js';

type Input = Validated<DeleteResourcePolicyInput, 'ResourceARN'>;

export const deleteResourcePolicy: Operation<Kinesis, Input, undefined> = {
  name: 'DeleteResourcePolicy',
  schema: DeleteResourcePolicy$,
  async handle(kinesis, input, context) {
    const resource = findResource(kinesis, input.ResourceARN, context);
    resource.requireReady();
    // The wording is moto's.
    if (resource.policy === undefined)
      throw new AwsError(
        'ResourceNotFoundException',
        `No resource policy found for resource ARN ${input.ResourceARN}.`,
      );
    await resource.savePolicy(undefined);
  },
};
