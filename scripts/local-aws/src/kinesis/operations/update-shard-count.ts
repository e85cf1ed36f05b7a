import {
  UpdateShardCount$,
  type UpdateShardCountInput,
  type UpdateShardCountOutput,
} from '@aws-sdk/client-kinesis';
import { AwsError } from '../../errors.js';
import type { Operation, Validated } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { countCall } from '../limits/daily-calls.js';
import { requireShardQuota } from '../limits/quotas.js';
import { openShards, requireActive, requireProvisioned, streamArn } from '../model/stream.js';

/** Shards of one stream, by this action. */
const maxShards = 10_000;

type Input = Validated<UpdateShardCountInput, 'TargetShardCount' | 'ScalingType'>;

/** Takes effect when the stream becomes ACTIVE again; until then records go to the shards that there are. */
export const updateShardCount: Operation<Kinesis, Input, UpdateShardCountOutput> = {
  name: 'UpdateShardCount',
  schema: UpdateShardCount$,
  async handle({ streams, clock, limits }, input, context) {
    const stream = streams.get(input, context);
    requireActive(stream);
    requireProvisioned(stream);
    const current = openShards(stream).length;
    const target = Math.trunc(input.TargetShardCount);
    requireReach(current, target);
    requireShardQuota(streams.list(stream), Math.max(0, target - current), stream, limits);
    const counted = countCall(stream, 'UpdateShardCount', limits.shardCountUpdatesPerDay, clock.now());
    await streams.update(counted, {}, target);
    return {
      StreamName: stream.name,
      CurrentShardCount: current,
      TargetShardCount: target,
      StreamARN: streamArn(stream),
    };
  },
};

/** The words of the first are as users report them from AWS, those of the second as in kinesalite's pull request 48. */
function requireReach(current: number, target: number): void {
  const counts = `Current open shard count: ${current} Target shard count: ${target}`;
  if (target > 2 * current)
    throw new AwsError(
      'LimitExceededException',
      `UpdateShardCount cannot scale up over double your current open shard count. ${counts}`,
    );
  if (target < current / 2)
    throw new AwsError(
      'LimitExceededException',
      `UpdateShardCount cannot scale down below half your current open shard count. ${counts}`,
    );
  if (target > maxShards)
    throw new AwsError(
      'LimitExceededException',
      `UpdateShardCount cannot scale to more than ${maxShards} shards. ${counts}`,
    );
}
