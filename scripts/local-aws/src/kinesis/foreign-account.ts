import { AwsError } from '../errors.js';
import type { Caller } from './kinesis-api.js';

/**
 * What the policy of a stream, a consumer or a queue can allow another account: the actions of AWS's examples
 * (docs.aws.amazon.com/streams/latest/dev/resource-based-policy-examples.html), and for queues, of which it has no
 * example, those of their workers. All others are their owner's.
 */
const shareable = new Set([
  'DescribeStream',
  'DescribeStreamSummary',
  'ListShards',
  'GetShardIterator',
  'GetRecords',
  'PutRecord',
  'PutRecords',
  'DescribeStreamConsumer',
  'SubscribeToShard',
  'DescribeQueue',
  'ReceiveQueueRecords',
  'AcknowledgeQueueRecords',
  'UpdateQueueRecordsVisibility',
  'ReceiveDeadLetterQueueRecords',
  'AcknowledgeDeadLetterQueueRecords',
  'UpdateDeadLetterQueueRecordsVisibility',
  'RestoreDeadLetterQueueRecords',
]);

/** The members of an input by which an action says what it acts on. */
const subjects = ['StreamARN', 'ConsumerARN', 'ResourceARN', 'QueueARN', 'ChannelARN'] as const;

type Subjects = { readonly [Member in (typeof subjects)[number]]?: string };

/**
 * Lets a call at another account's resource through where a policy could allow it; whether there is such a policy is
 * not looked at, as policies forbid nothing here.
 *
 * @throws AwsError `AccessDeniedException`
 */
export function requireShareable(action: string, input: Subjects, caller: Caller): void {
  if (shareable.has(action)) return;
  for (const member of subjects) requireOwn(action, input[member], caller);
}

/** @throws AwsError `AccessDeniedException`, in the words of IAM, where the ARN is of another account */
export function requireOwn(action: string, arn: string | undefined, { accountId }: Caller): void {
  if (arn === undefined || arn.split(':')[4] === accountId) return;
  throw new AwsError(
    'AccessDeniedException',
    `User: arn:aws:iam::${accountId}:root is not authorized to perform: kinesis:${action} on resource: ${arn} because no resource-based policy allows the kinesis:${action} action`,
  );
}
