import {
  UpdateAccountSettings$,
  type UpdateAccountSettingsInput,
  type UpdateAccountSettingsOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import { wireCommitment } from '../account-settings.js';
import type { Kinesis } from '../kinesis.js';

type Input = Validated<UpdateAccountSettingsInput, 'MinimumThroughputBillingCommitment'>;

/** A commitment that is called off within its first 24 hours goes on until they are over. */
export const updateAccountSettings: Operation<Kinesis, Input, UpdateAccountSettingsOutput> = {
  name: 'UpdateAccountSettings',
  schema: UpdateAccountSettings$,
  async handle({ accounts, clock }, input, context) {
    const isWanted = input.MinimumThroughputBillingCommitment.Status === 'ENABLED';
    const commitment = await (isWanted ? accounts.enable(context) : accounts.disable(context));
    return { MinimumThroughputBillingCommitment: wireCommitment(commitment, clock.now()) };
  },
};
