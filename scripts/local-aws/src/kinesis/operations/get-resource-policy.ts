import {
  GetResourcePolicy$,
  type GetResourcePolicyInput,
  type GetResourcePolicyOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { findResource } from '../resource.js';

type Input = Validated<GetResourcePolicyInput, 'ResourceARN'>;

/** Without a policy the answer is empty, as recorded from AWS, whose model says otherwise. */
export const getResourcePolicy: Operation<Kinesis, Input, GetResourcePolicyOutput> = {
  name: 'GetResourcePolicy',
  schema: GetResourcePolicy$,
  handle: (kinesis, input, context) => ({
    Policy: findResource(kinesis, input.ResourceARN, context).policy,
  }),
};
