import {
  IncreaseStreamRetentionPeriod$,
  type IncreaseStreamRetentionPeriodInput,
} from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { requireRetentionRange } from '../model/retention.js';
import { requireActive, trimHorizon } from '../model/stream.js';

type Input = Validated<IncreaseStreamRetentionPeriodInput, 'RetentionPeriodHours'>;

export const increaseStreamRetentionPeriod: Operation<Kinesis, Input, undefined> = {
  name: 'IncreaseStreamRetentionPeriod',
  schema: IncreaseStreamRetentionPeriod$,
  async handle({ streams, clock, limits }, input, context) {
    const stream = streams.get(input, context);
    const hours = input.RetentionPeriodHours;
    requireActive(stream);
    requireRetentionRange(hours, Number(limits.retentionHours));
    if (hours < stream.retentionHours)
      throw new AwsError(
        'InvalidArgumentException',
        `Requested retention period (${hours} hours) for stream ${stream.name} can not be shorter than existing retention period (${stream.retentionHours} hours). Use DecreaseRetentionPeriod API.`,
      );
    await streams.save({
      ...stream,
      retentionHours: hours,
      trimmedBeforeMs: trimHorizon(stream, clock.now()),
    });
  },
};
