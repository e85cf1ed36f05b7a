import {
  EnableEnhancedMonitoring$,
  type EnableEnhancedMonitoringInput,
  type EnhancedMonitoringOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { expandMetrics, shardLevelMetrics } from '../model/metrics.js';
import { requireActive, streamArn } from '../model/stream.js';

type Input = Validated<EnableEnhancedMonitoringInput, 'ShardLevelMetrics'>;

/** There is no CloudWatch here: what is enabled is told by the stream's description only. */
export const enableEnhancedMonitoring: Operation<Kinesis, Input, EnhancedMonitoringOutput> = {
  name: 'EnableEnhancedMonitoring',
  schema: EnableEnhancedMonitoring$,
  async handle({ streams }, input, context) {
    const stream = streams.get(input, context);
    requireActive(stream);
    const current = shardLevelMetrics(stream);
    const desired = expandMetrics([...current, ...input.ShardLevelMetrics]);
    await streams.update(stream, { shardLevelMetrics: desired });
    return {
      StreamName: stream.name,
      StreamARN: streamArn(stream),
      CurrentShardLevelMetrics: current,
      DesiredShardLevelMetrics: [...desired],
    };
  },
};
