import { AwsError } from '../errors.js';
import { findConsumer } from './consumer-reference.js';
import type { Kinesis } from './kinesis.js';
import type { Caller } from './kinesis-api.js';
import { type Channel, channelLabel } from './model/channel.js';
import { type Consumer, createdSecond, requireActiveConsumer } from './model/consumer.js';
import { type Queue, requireActiveQueue } from './model/queue.js';
import { requireUsable, type Stream } from './model/stream.js';
import type { Tags } from './model/tags.js';

/** What can have tags: a stream, a consumer, a queue or a channel. All but channels can have a policy. */
export interface Resource {
  /** As messages name it. */
  readonly label: string;
  readonly tags: Tags;
  readonly policy: string | undefined;
  /** @throws AwsError in a state in which a policy cannot be attached or removed */
  requireReady(): void;
  saveTags(tags: Tags): Promise<void>;
  savePolicy(policy: string | undefined): Promise<void>;
}

/**
 * The resource that a `ResourceARN` names.
 *
 * @throws AwsError `ResourceNotFoundException`
 */
export function findResource(kinesis: Kinesis, arn: string, caller: Caller): Resource {
  if (/:stream\/[^/]+\/consumer\//.test(arn)) {
    const { consumer } = findConsumer(kinesis, { ConsumerARN: arn }, caller);
    return consumerResource(kinesis, consumer);
  }
  if (arn.split(':')[5]?.startsWith('queue/'))
    return queueResource(kinesis, kinesis.queueCatalogue.get(arn, caller));
  if (arn.split(':')[5]?.startsWith('channel/'))
    return channelResource(kinesis, kinesis.channels.get(arn, caller));
  if (/:stream\/[^/]+$/.test(arn))
    return streamResource(kinesis, kinesis.streams.get({ StreamARN: arn }, caller));
  throw new AwsError('ResourceNotFoundException', `Resource ${arn} not found.`);
}

const streamResource = ({ streams }: Kinesis, stream: Stream): Resource => ({
  label: `stream ${stream.name} under account ${stream.accountId}`,
  tags: stream.tags,
  policy: stream.policy,
  requireReady: () => requireUsable(stream),
  saveTags: (tags) => streams.save({ ...stream, tags }),
  savePolicy: (policy) => streams.save({ ...stream, policy }),
});

const consumerResource = ({ consumers }: Kinesis, consumer: Consumer): Resource => ({
  label: `consumer ${consumer.name} with creation timestamp ${createdSecond(consumer)} under account ${consumer.accountId}`,
  tags: consumer.tags,
  policy: consumer.policy,
  // The wording of this action as of 2025, cloudformation-coverage-roadmap issue 2442.
  requireReady: () =>
    requireActiveConsumer(consumer, `stream ${consumer.streamName} and account ${consumer.accountId}`),
  saveTags: (tags) => consumers.save({ ...consumer, tags }),
  savePolicy: (policy) => consumers.save({ ...consumer, policy }),
});

const queueResource = ({ queueCatalogue }: Kinesis, queue: Queue): Resource => ({
  label: queueLabel(queue),
  tags: queue.tags,
  policy: queue.policy,
  requireReady: () => requireActiveQueue(queue),
  saveTags: (tags) => queueCatalogue.save({ ...queue, tags }),
  savePolicy: (policy) => queueCatalogue.save({ ...queue, policy }),
});

/** A queue as the messages about its tags name it. */
export const queueLabel = ({ name, accountId }: Pick<Queue, 'name' | 'accountId'>): string =>
  `queue ${name} under account ${accountId}`;

const withoutPolicy = () =>
  new AwsError(
    'InvalidArgumentException',
    'A channel cannot have a resource policy; streams, consumers and queues can.',
  );

const channelResource = ({ channels }: Kinesis, channel: Channel): Resource => ({
  label: channelLabel(channel),
  tags: channel.tags,
  policy: undefined,
  requireReady() {
    throw withoutPolicy();
  },
  saveTags: (tags) => channels.save({ ...channel, tags }),
  savePolicy: () => Promise.reject(withoutPolicy()),
});
