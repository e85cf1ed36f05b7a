import {
  DisableEnhancedMonitoring$,
  type DisableEnhancedMonitoringInput,
  type EnhancedMonitoringOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { expandMetrics, shardLevelMetrics } from '../model/metrics.js';
import { requireActive, streamArn } from '../model/stream.js';

type Input = Validated<DisableEnhancedMonitoringInput, 'ShardLevelMetrics'>;

export const disableEnhancedMonitoring: Operation<Kinesis, Input, EnhancedMonitoringOutput> = {
  name: 'DisableEnhancedMonitoring',
  schema: DisableEnhancedMonitoring$,
  async handle({ streams }, input, context) {
    const stream = streams.get(input, context);
    requireActive(stream);
    const current = shardLevelMetrics(stream);
    const disabled = expandMetrics(input.ShardLevelMetrics);
    const desired = current.filter((name) => !disabled.includes(name));
    await streams.update(stream, { shardLevelMetrics: desired });
    return {
      StreamName: stream.name,
      StreamARN: streamArn(stream),
      CurrentShardLevelMetrics: current,
      DesiredShardLevelMetrics: [...desired],
    };
  },
};
