import {
  DescribeLimits$,
  type DescribeLimitsInput,
  type DescribeLimitsOutput,
} from '@aws-sdk/client-kinesis';
import type { Operation } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { countOpenShards, shardLimit } from '../model/shard-quota.js';

/** AWS's default for on-demand streams of one account in one region. */
const onDemandStreamLimit = 50;

export const describeLimits: Operation<Kinesis, DescribeLimitsInput, DescribeLimitsOutput> = {
  name: 'DescribeLimits',
  schema: DescribeLimits$,
  handle({ streams }, _input, context) {
    const own = streams.list(context);
    return {
      ShardLimit: shardLimit,
      OpenShardCount: countOpenShards(own),
      OnDemandStreamCount: own.filter(({ mode }) => mode === 'ON_DEMAND').length,
      OnDemandStreamCountLimit: onDemandStreamLimit,
    };
  },
};
