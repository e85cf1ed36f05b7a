import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  CreateStreamCommand,
  DescribeAccountSettingsCommand,
  type KinesisClient,
  type KinesisClientResolvedConfig,
  PutRecordsCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-kinesis';
import { makeBuilder } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import type { StaticOperationSchema } from '@smithy/types';
import * as api from '../../../scripts/local-aws/src/kinesis/newer-api.js';
import { arnOf } from './consumers.js';
import { bytes, type TestServer, transitionMs } from './kinesis.js';

type Output<Of> = Of & ServiceOutputTypes;

const command = makeBuilder<KinesisClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>(
  DescribeAccountSettingsCommand.getEndpointParameterInstructions(),
  'Kinesis_20131202',
  'KinesisClient',
  getEndpointPlugin,
);

/** A command of the SDK's own machinery, by a schema that the SDK does not have yet. */
const commandOf = <In extends object, Out>(schema: StaticOperationSchema) =>
  command<In & ServiceInputTypes, Output<Out>>({}, () => [], schema[2], schema);

export const CreateQueueCommand = commandOf<api.CreateQueueInput, api.CreateQueueOutput>(api.CreateQueue$);
export const DeleteQueueCommand = commandOf<api.DeleteQueueInput, object>(api.DeleteQueue$);
export const DescribeQueueCommand = commandOf<api.DescribeQueueInput, api.DescribeQueueOutput>(
  api.DescribeQueue$,
);
export const ListQueuesCommand = commandOf<api.ListQueuesInput, api.ListQueuesOutput>(api.ListQueues$);
export const UpdateQueueCommand = commandOf<api.UpdateQueueInput, api.UpdateQueueOutput>(api.UpdateQueue$);
export const DescribeStreamSummaryCommand = commandOf<
  api.DescribeStreamSummaryInput,
  api.DescribeStreamSummaryOutput
>(api.DescribeStreamSummary$);
const ReceiveCommand = commandOf<api.ReceiveQueueRecordsInput, api.ReceiveQueueRecordsOutput>(
  api.ReceiveQueueRecords$,
);
const ReceiveDeadCommand = commandOf<api.ReceiveQueueRecordsInput, api.ReceiveQueueRecordsOutput>(
  api.ReceiveDeadLetterQueueRecords$,
);
const changes = {
  acknowledge: api.AcknowledgeQueueRecords$,
  hide: api.UpdateQueueRecordsVisibility$,
  acknowledgeDead: api.AcknowledgeDeadLetterQueueRecords$,
  hideDead: api.UpdateDeadLetterQueueRecordsVisibility$,
  restore: api.RestoreDeadLetterQueueRecords$,
};

/** Far above what a call takes that does not wait for anything. */
const patienceMs = 60_000;

/** On a clock that stands still a call that finds nothing would wait for ever: it fails instead. */
const patience = () => AbortSignal.timeout(patienceMs);

export type QueueRecord = api.QueueRecord;

type Received = Pick<QueueRecord, 'ReceiptHandle'>;
type Receive = Omit<api.ReceiveQueueRecordsInput, 'QueueARN'>;

/** A queue as its workers use it. A call that finds nothing waits: see {@link afterTime}. */
export class TestQueue {
  readonly arn: string;
  readonly #kinesis: KinesisClient;

  constructor(kinesis: KinesisClient, arn: string) {
    this.#kinesis = kinesis;
    this.arn = arn;
  }

  async receive(input: Receive = {}, abortSignal = patience()): Promise<QueueRecord[]> {
    const command = new ReceiveCommand({ QueueARN: this.arn, ...input });
    const { QueueRecords } = await this.#kinesis.send(command, { abortSignal });
    return QueueRecords ?? [];
  }

  async receiveDead(input: Receive = {}): Promise<QueueRecord[]> {
    const { QueueRecords } = await this.#kinesis.send(
      new ReceiveDeadCommand({ QueueARN: this.arn, ...input }),
      { abortSignal: patience() },
    );
    return QueueRecords ?? [];
  }

  /** The error codes of the entries that failed, in their order. */
  async change(
    action: keyof typeof changes,
    records: readonly Received[],
    VisibilityTimeoutSeconds?: number,
  ): Promise<(string | undefined)[]> {
    const Change = commandOf<api.UpdateQueueRecordsVisibilityInput, api.UpdateQueueRecordsVisibilityOutput>(
      changes[action],
    );
    const Entries = records.map(({ ReceiptHandle }) => ({ ReceiptHandle, VisibilityTimeoutSeconds }));
    const { Successful = [], Failed = [] } = await this.#kinesis.send(
      new Change({ QueueARN: this.arn, Entries }),
    );
    assert.equal(Successful.length + Failed.length, records.length);
    return Failed.map(({ ErrorCode }) => ErrorCode);
  }

  async describe(): Promise<api.QueueDescription | undefined> {
    const { QueueDescription } = await this.#kinesis.send(new DescribeQueueCommand({ QueueARN: this.arn }));
    return QueueDescription;
  }

  update(QueueAttributes: api.QueueAttributes) {
    return this.#kinesis.send(new UpdateQueueCommand({ QueueARN: this.arn, QueueAttributes }));
  }

  delete() {
    return this.#kinesis.send(new DeleteQueueCommand({ QueueARN: this.arn }));
  }
}

export interface NewTestQueue {
  readonly name?: string;
  readonly stream?: string;
  readonly start?: api.QueueStartingPosition;
  readonly seconds?: number;
  /** 0 switches dead letters off. */
  readonly maxReceives?: number;
}

export async function createQueue(kinesis: KinesisClient, options: NewTestQueue = {}): Promise<TestQueue> {
  const { name = 'work', stream = 'orders', start: StartingPosition, seconds, maxReceives } = options;
  const { QueueDescription } = await kinesis.send(
    new CreateQueueCommand({
      QueueName: name,
      StreamConfigurationList: [{ StreamARN: arnOf(stream), StartingPosition }],
      QueueAttributes: {
        VisibilityTimeoutSeconds: seconds,
        DeadLetterConfiguration:
          maxReceives === undefined
            ? undefined
            : maxReceives === 0
              ? { TargetType: 'NONE' }
              : { TargetType: 'BUILT_IN', MaxReceiveCount: maxReceives },
      },
    }),
  );
  return new TestQueue(kinesis, QueueDescription?.QueueARN ?? '');
}

/** An on-demand stream `orders` with a queue, both ACTIVE. */
export async function openQueue(
  server: Pick<TestServer, 'once' | 'clock'>,
  options: NewTestQueue = {},
): Promise<TestQueue> {
  const { stream = 'orders' } = options;
  await server.once.send(
    new CreateStreamCommand({ StreamName: stream, StreamModeDetails: { StreamMode: 'ON_DEMAND' } }),
  );
  server.clock.advance(transitionMs);
  const queue = await createQueue(server.once, options);
  server.clock.advance(transitionMs);
  return queue;
}

/** Puts records with these texts, spread over the shards. */
export async function putTexts(
  { once }: Pick<TestServer, 'once'>,
  texts: readonly string[],
  StreamName = 'orders',
): Promise<void> {
  for (let from = 0; from < texts.length; from += 500)
    await once.send(
      new PutRecordsCommand({
        StreamName,
        Records: texts.slice(from, from + 500).map((each) => ({ Data: bytes(each), PartitionKey: each })),
      }),
    );
}

export const textsOf = (records: readonly QueueRecord[]): string[] =>
  records.map(({ Data }) => new TextDecoder().decode(Data)).sort();

/** Lets `ms` pass on the test's clock once the call waits by it, and resolves to what comes of the call. */
export async function afterTime<T>(
  { clock }: Pick<TestServer, 'clock'>,
  ms: number,
  call: Promise<T>,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  const timers = clock.waiting;
  let hasEnded = false;
  const ended = call.finally(() => {
    hasEnded = true;
  });
  ended.catch(() => {});
  while (!hasEnded && clock.waiting <= timers && Date.now() < deadline) await nextTurn();
  clock.advance(ms);
  while (!hasEnded && Date.now() < deadline) {
    await nextTurn();
    // What was still being read when the time passed has set its timer for a time that is over.
    clock.advance(0);
  }
  return hasEnded ? ended : assert.fail(`the call did not end within ${patienceMs} ms`);
}
