import {
  DecreaseStreamRetentionPeriod$,
  type DecreaseStreamRetentionPeriodInput,
} from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { requireRetentionRange } from '../model/retention.js';
import { requireActive } from '../model/stream.js';

type Input = Validated<DecreaseStreamRetentionPeriodInput, 'RetentionPeriodHours'>;

export const decreaseStreamRetentionPeriod: Operation<Kinesis, Input, undefined> = {
  name: 'DecreaseStreamRetentionPeriod',
  schema: DecreaseStreamRetentionPeriod$,
  async handle({ streams, limits }, input, context) {
    const stream = streams.get(input, context);
    const hours = input.RetentionPeriodHours;
    requireActive(stream);
    requireRetentionRange(hours, Number(limits.retentionHours));
    if (hours > stream.retentionHours)
      throw new AwsError(
        'InvalidArgumentException',
        `Requested retention period (${hours} hours) for stream ${stream.name} can not be longer than existing retention period (${stream.retentionHours} hours). Use IncreaseRetentionPeriod API.`,
      );
    await streams.save({ ...stream, retentionHours: hours });
  },
};
