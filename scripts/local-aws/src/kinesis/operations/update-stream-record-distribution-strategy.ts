import {
  UpdateStreamRecordDistributionStrategy$,
  type UpdateStreamRecordDistributionStrategyInput,
} from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { requireDistributable } from '../model/record-distribution.js';
import { requireActive } from '../model/stream.js';

type Input = Validated<
  UpdateStreamRecordDistributionStrategyInput,
  'StreamARN' | 'RecordDistributionStrategy'
>;

/** Takes effect at once: the stream stays ACTIVE, and records that are there stay in their shards. */
export const updateStreamRecordDistributionStrategy: Operation<Kinesis, Input, undefined> = {
  name: 'UpdateStreamRecordDistributionStrategy',
  schema: UpdateStreamRecordDistributionStrategy$,
  async handle({ streams }, input, context) {
    const stream = streams.get(input, context);
    requireActive(stream);
    requireDistributable(stream.mode, input.RecordDistributionStrategy);
    await streams.save({ ...stream, recordDistributionStrategy: input.RecordDistributionStrategy });
  },
};
