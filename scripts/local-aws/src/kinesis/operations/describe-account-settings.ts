import {
  DescribeAccountSettings$,
  type DescribeAccountSettingsInput,
  type DescribeAccountSettingsOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation } from '../../wire/operation.js';
import { wireCommitment } from '../account-settings.js';
import type { Kinesis } from '../kinesis.js';

export const describeAccountSettings: Operation<
  Kinesis,
  DescribeAccountSettingsInput,
  DescribeAccountSettingsOutput
> = {
  name: 'DescribeAccountSettings',
  schema: DescribeAccountSettings$,
  handle: ({ accounts, clock }, _input, context) => ({
    MinimumThroughputBillingCommitment: wireCommitment(accounts.commitment(context), clock.now()),
  }),
};
