import type { Operation } from '../../wire/operation.js';
import type { Kinesis } from '../kinesis.js';
import { acknowledgeDeadLetterQueueRecords } from './acknowledge-dead-letter-queue-records.js';
import { acknowledgeQueueRecords } from './acknowledge-queue-records.js';
import { addTagsToStream } from './add-tags-to-stream.js';
import { createChannel } from './create-channel.js';
import { createQueue } from './create-queue.js';
import { createStream } from './create-stream.js';
import { decreaseStreamRetentionPeriod } from './decrease-stream-retention-period.js';
import { deleteChannel } from './delete-channel.js';
import { deleteQueue } from './delete-queue.js';
import { deleteResourcePolicy } from './delete-resource-policy.js';
import { deleteStream } from './delete-stream.js';
import { deregisterStreamConsumer } from './deregister-stream-consumer.js';
import { describeAccountSettings } from './describe-account-settings.js';
import { describeChannel } from './describe-channel.js';
import { describeLimits } from './describe-limits.js';
import { describeQueue } from './describe-queue.js';
import { describeStream } from './describe-stream.js';
import { describeStreamConsumer } from './describe-stream-consumer.js';
import { describeStreamSummary } from './describe-stream-summary.js';
import { disableEnhancedMonitoring } from './disable-enhanced-monitoring.js';
import { enableEnhancedMonitoring } from './enable-enhanced-monitoring.js';
import { getRecords } from './get-records.js';
import { getResourcePolicy } from './get-resource-policy.js';
import { getShardIterator } from './get-shard-iterator.js';
import { increaseStreamRetentionPeriod } from './increase-stream-retention-period.js';
import { listChannels } from './list-channels.js';
import { listQueues } from './list-queues.js';
import { listShards } from './list-shards.js';
import { listStreamConsumers } from './list-stream-consumers.js';
import { listStreams } from './list-streams.js';
import { listTagsForResource } from './list-tags-for-resource.js';
import { listTagsForStream } from './list-tags-for-stream.js';
import { mergeShards } from './merge-shards.js';
import { putRecord } from './put-record.js';
import { putRecords } from './put-records.js';
import { putResourcePolicy } from './put-resource-policy.js';
import { receiveDeadLetterQueueRecords } from './receive-dead-letter-queue-records.js';
import { receiveQueueRecords } from './receive-queue-records.js';
import { registerStreamConsumer } from './register-stream-consumer.js';
import { removeTagsFromStream } from './remove-tags-from-stream.js';
import { restoreDeadLetterQueueRecords } from './restore-dead-letter-queue-records.js';
import { splitShard } from './split-shard.js';
import { startStreamEncryption } from './start-stream-encryption.js';
import { stopStreamEncryption } from './stop-stream-encryption.js';
import { subscribeToShard } from './subscribe-to-shard.js';
import { tagResource } from './tag-resource.js';
import { untagResource } from './untag-resource.js';
import { updateAccountSettings } from './update-account-settings.js';
import { updateChannel } from './update-channel.js';
import { updateDeadLetterQueueRecordsVisibility } from './update-dead-letter-queue-records-visibility.js';
import { updateMaxRecordSize } from './update-max-record-size.js';
import { updateQueue } from './update-queue.js';
import { updateQueueRecordsVisibility } from './update-queue-records-visibility.js';
import { updateShardCount } from './update-shard-count.js';
import { updateStreamMode } from './update-stream-mode.js';
import { updateStreamRecordDistributionStrategy } from './update-stream-record-distribution-strategy.js';
import { updateStreamWarmThroughput } from './update-stream-warm-throughput.js';

/** Every action of Kinesis Data Streams that is served here. A new one is a file beside this and a line in it. */
export const kinesisOperations: readonly Operation<Kinesis>[] = [
  acknowledgeDeadLetterQueueRecords,
  acknowledgeQueueRecords,
  addTagsToStream,
  createChannel,
  createQueue,
  createStream,
  decreaseStreamRetentionPeriod,
  deleteChannel,
  deleteQueue,
  deleteResourcePolicy,
  deleteStream,
  deregisterStreamConsumer,
  describeAccountSettings,
  describeChannel,
  describeLimits,
  describeQueue,
  describeStream,
  describeStreamConsumer,
  describeStreamSummary,
  disableEnhancedMonitoring,
  enableEnhancedMonitoring,
  getRecords,
  getResourcePolicy,
  getShardIterator,
  increaseStreamRetentionPeriod,
  listChannels,
  listQueues,
  listShards,
  listStreamConsumers,
  listStreams,
  listTagsForResource,
  listTagsForStream,
  mergeShards,
  putRecord,
  putRecords,
  putResourcePolicy,
  receiveDeadLetterQueueRecords,
  receiveQueueRecords,
  registerStreamConsumer,
  removeTagsFromStream,
  restoreDeadLetterQueueRecords,
  splitShard,
  startStreamEncryption,
  stopStreamEncryption,
  subscribeToShard,
  tagResource,
  untagResource,
  updateAccountSettings,
  updateChannel,
  updateDeadLetterQueueRecordsVisibility,
  updateMaxRecordSize,
  updateQueue,
  updateQueueRecordsVisibility,
  updateShardCount,
  updateStreamMode,
  updateStreamRecordDistributionStrategy,
  updateStreamWarmThroughput,
];
