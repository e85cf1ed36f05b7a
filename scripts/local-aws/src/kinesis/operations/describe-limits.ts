import {
  DescribeLimits$,
  type DescribeLimitsInput,
  type DescribeLimitsOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { channelQuota, countOpenShards, shardQuota, shownQuota } from '../limits/quotas.js';

export const describeLimits: Operation<Kinesis, DescribeLimitsInput, DescribeLimitsOutput> = {
  name: 'DescribeLimits',
  schema: DescribeLimits$,
  handle({ streams, channels, limits }, _input, context) {
    const own = streams.list(context);
    return {
      ShardLimit: shownQuota(shardQuota(limits, context.region)),
      OpenShardCount: countOpenShards(own),
      OnDemandStreamCount: own.filter(({ mode }) => mode === 'ON_DEMAND').length,
      OnDemandStreamCountLimit: shownQuota(limits.onDemandStreams),
      ChannelCount: channels.list(context).length,
      ChannelCountLimit: channelQuota(limits),
    };
  },
};
