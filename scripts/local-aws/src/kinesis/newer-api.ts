// What the SDK that is pinned does not know yet of AWS's model of the API: botocore 1.44.5, data/kinesis/2013-12-02/service-2.json.gz
// (Copyright Amazon.com, Inc. or its affiliates; Apache License 2.0, www.apache.org/licenses/LICENSE-2.0).
// Schemas and types have the SDK's form. Written by scripts/generate-aws-model.ts.
import type {
  StaticListSchema,
  StaticMapSchema,
  StaticOperationSchema,
  StaticStructureSchema,
} from '@smithy/types';

const namespace = 'com.amazonaws.kinesis';

export interface AcknowledgeDeadLetterQueueRecordsErrorEntry {
  ReceiptHandle: string | undefined;
  ErrorCode: string | undefined;
  ErrorMessage?: string | undefined;
}

export interface AcknowledgeDeadLetterQueueRecordsInput {
  QueueARN: string | undefined;
  Entries: AcknowledgeDeadLetterQueueRecordsRequestEntry[] | undefined;
}

export interface AcknowledgeDeadLetterQueueRecordsOutput {
  Successful: AcknowledgeDeadLetterQueueRecordsResultEntry[] | undefined;
  Failed: AcknowledgeDeadLetterQueueRecordsErrorEntry[] | undefined;
}

export interface AcknowledgeDeadLetterQueueRecordsRequestEntry {
  ReceiptHandle: string | undefined;
}

export interface AcknowledgeDeadLetterQueueRecordsResultEntry {
  ReceiptHandle: string | undefined;
}

export interface AcknowledgeQueueRecordsErrorEntry {
  ReceiptHandle: string | undefined;
  ErrorCode: string | undefined;
  ErrorMessage?: string | undefined;
}

export interface AcknowledgeQueueRecordsInput {
  QueueARN: string | undefined;
  Entries: AcknowledgeQueueRecordsRequestEntry[] | undefined;
}

export interface AcknowledgeQueueRecordsOutput {
  Successful: AcknowledgeQueueRecordsResultEntry[] | undefined;
  Failed: AcknowledgeQueueRecordsErrorEntry[] | undefined;
}

export interface AcknowledgeQueueRecordsRequestEntry {
  ReceiptHandle: string | undefined;
}

export interface AcknowledgeQueueRecordsResultEntry {
  ReceiptHandle: string | undefined;
}

export interface CreateQueueInput {
  QueueName: string | undefined;
  StreamConfigurationList: QueueStreamConfiguration[] | undefined;
  QueueAttributes?: QueueAttributes | undefined;
  Tags?: Record<string, string> | undefined;
}

export interface CreateQueueOutput {
  QueueDescription: QueueDescription | undefined;
}

export interface DeadLetterConfiguration {
  TargetType: TargetType | undefined;
  MaxReceiveCount?: number | undefined;
}

export interface DeleteQueueInput {
  QueueARN: string | undefined;
}

export interface DescribeQueueInput {
  QueueARN: string | undefined;
}

export interface DescribeQueueOutput {
  QueueDescription: QueueDescription | undefined;
}

export interface DescribeStreamSummaryInput {
  StreamName?: string | undefined;
  StreamARN?: string | undefined;
  StreamId?: string | undefined;
}

export interface DescribeStreamSummaryOutput {
  StreamDescriptionSummary: StreamDescriptionSummary | undefined;
}

export type EncryptionType = 'NONE' | 'KMS';

export interface EnhancedMetrics {
  ShardLevelMetrics?: MetricsName[] | undefined;
}

export interface ListQueuesInput {
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
  StreamFilter?: QueueStreamFilter[] | undefined;
}

export interface ListQueuesOutput {
  QueueSummaries: QueueSummary[] | undefined;
  NextToken?: string | undefined;
}

export type MetricsName =
  | 'IncomingBytes'
  | 'IncomingRecords'
  | 'OutgoingBytes'
  | 'OutgoingRecords'
  | 'WriteProvisionedThroughputExceeded'
  | 'ReadProvisionedThroughputExceeded'
  | 'IteratorAgeMilliseconds'
  | 'ALL';

export interface QueueAttributes {
  VisibilityTimeoutSeconds?: number | undefined;
  DeadLetterConfiguration?: DeadLetterConfiguration | undefined;
}

export interface QueueDescription {
  QueueName: string | undefined;
  QueueARN: string | undefined;
  QueueStatus: QueueStatus | undefined;
  QueueCreationTimestamp: Date | undefined;
  StreamConfigurationList: QueueStreamConfiguration[] | undefined;
  QueueAttributes?: QueueAttributes | undefined;
}

export interface QueueRecord {
  ReceiptHandle: string | undefined;
  RecordId: string | undefined;
  PartitionKey?: string | undefined;
  Data: Uint8Array | undefined;
  ApproximateArrivalTimestamp: Date | undefined;
  FirstReceiveTimestamp: Date | undefined;
  ReceiveCount: number | undefined;
}

export interface QueueStartingPosition {
  Type: QueueStartingPositionType | undefined;
  Timestamp?: Date | undefined;
}

export type QueueStartingPositionType = 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP';

export type QueueStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';

export interface QueueStreamConfiguration {
  StreamARN: string | undefined;
  StartingPosition?: QueueStartingPosition | undefined;
}

export interface QueueStreamFilter {
  StreamARN: string | undefined;
  StreamCreationTimestamp?: Date | undefined;
}

export interface QueueStreamIdentifier {
  StreamARN: string | undefined;
  StreamCreationTimestamp: Date | undefined;
}

export interface QueueSummary {
  QueueName: string | undefined;
  QueueARN: string | undefined;
  QueueStatus: QueueStatus | undefined;
  QueueCreationTimestamp: Date | undefined;
  Streams: QueueStreamIdentifier[] | undefined;
}

export interface ReceiveDeadLetterQueueRecordsInput {
  QueueARN: string | undefined;
  Limit?: number | undefined;
  WaitTimeSeconds?: number | undefined;
  VisibilityTimeoutSeconds?: number | undefined;
}

export interface ReceiveDeadLetterQueueRecordsOutput {
  QueueRecords: QueueRecord[] | undefined;
}

export interface ReceiveQueueRecordsInput {
  QueueARN: string | undefined;
  Limit?: number | undefined;
  WaitTimeSeconds?: number | undefined;
  VisibilityTimeoutSeconds?: number | undefined;
}

export interface ReceiveQueueRecordsOutput {
  QueueRecords: QueueRecord[] | undefined;
}

export type RecordDistributionStrategy = 'AUTO' | 'USER_PARTITION_KEY';

export interface RestoreDeadLetterQueueRecordsErrorEntry {
  ReceiptHandle: string | undefined;
  ErrorCode: string | undefined;
  ErrorMessage?: string | undefined;
}

export interface RestoreDeadLetterQueueRecordsInput {
  QueueARN: string | undefined;
  Entries: RestoreDeadLetterQueueRecordsRequestEntry[] | undefined;
}

export interface RestoreDeadLetterQueueRecordsOutput {
  Successful: RestoreDeadLetterQueueRecordsResultEntry[] | undefined;
  Failed: RestoreDeadLetterQueueRecordsErrorEntry[] | undefined;
}

export interface RestoreDeadLetterQueueRecordsRequestEntry {
  ReceiptHandle: string | undefined;
}

export interface RestoreDeadLetterQueueRecordsResultEntry {
  ReceiptHandle: string | undefined;
}

export interface StreamDescriptionSummary {
  StreamName: string | undefined;
  StreamARN: string | undefined;
  StreamId?: string | undefined;
  StreamStatus: StreamStatus | undefined;
  StreamModeDetails?: StreamModeDetails | undefined;
  RetentionPeriodHours: number | undefined;
  StreamCreationTimestamp: Date | undefined;
  EnhancedMonitoring: EnhancedMetrics[] | undefined;
  EncryptionType?: EncryptionType | undefined;
  KeyId?: string | undefined;
  OpenShardCount: number | undefined;
  ConsumerCount?: number | undefined;
  WarmThroughput?: WarmThroughputObject | undefined;
  MaxRecordSizeInKiB?: number | undefined;
  ChannelCount?: number | undefined;
  RecordDistributionStrategy?: RecordDistributionStrategy | undefined;
  QueueCount?: number | undefined;
}

export type StreamMode = 'PROVISIONED' | 'ON_DEMAND';

export interface StreamModeDetails {
  StreamMode: StreamMode | undefined;
}

export type StreamStatus = 'CREATING' | 'DELETING' | 'ACTIVE' | 'UPDATING';

export type TargetType = 'BUILT_IN' | 'NONE';

export interface UpdateDeadLetterQueueRecordsVisibilityErrorEntry {
  ReceiptHandle: string | undefined;
  ErrorCode: string | undefined;
  ErrorMessage?: string | undefined;
}

export interface UpdateDeadLetterQueueRecordsVisibilityInput {
  QueueARN: string | undefined;
  Entries: UpdateDeadLetterQueueRecordsVisibilityRequestEntry[] | undefined;
}

export interface UpdateDeadLetterQueueRecordsVisibilityOutput {
  Successful: UpdateDeadLetterQueueRecordsVisibilityResultEntry[] | undefined;
  Failed: UpdateDeadLetterQueueRecordsVisibilityErrorEntry[] | undefined;
}

export interface UpdateDeadLetterQueueRecordsVisibilityRequestEntry {
  ReceiptHandle: string | undefined;
  VisibilityTimeoutSeconds: number | undefined;
}

export interface UpdateDeadLetterQueueRecordsVisibilityResultEntry {
  ReceiptHandle: string | undefined;
}

export interface UpdateQueueInput {
  QueueARN: string | undefined;
  QueueAttributes: QueueAttributes | undefined;
}

export interface UpdateQueueOutput {
  QueueDescription: QueueDescription | undefined;
}

export interface UpdateQueueRecordsVisibilityErrorEntry {
  ReceiptHandle: string | undefined;
  ErrorCode: string | undefined;
  ErrorMessage?: string | undefined;
}

export interface UpdateQueueRecordsVisibilityInput {
  QueueARN: string | undefined;
  Entries: UpdateQueueRecordsVisibilityRequestEntry[] | undefined;
}

export interface UpdateQueueRecordsVisibilityOutput {
  Successful: UpdateQueueRecordsVisibilityResultEntry[] | undefined;
  Failed: UpdateQueueRecordsVisibilityErrorEntry[] | undefined;
}

export interface UpdateQueueRecordsVisibilityRequestEntry {
  ReceiptHandle: string | undefined;
  VisibilityTimeoutSeconds: number | undefined;
}

export interface UpdateQueueRecordsVisibilityResultEntry {
  ReceiptHandle: string | undefined;
}

export interface WarmThroughputObject {
  TargetMiBps?: number | undefined;
  CurrentMiBps?: number | undefined;
}

export const AcknowledgeDeadLetterQueueRecordsErrorEntry$: StaticStructureSchema = [
  3,
  namespace,
  'AcknowledgeDeadLetterQueueRecordsErrorEntry',
  0,
  ['ReceiptHandle', 'ErrorCode', 'ErrorMessage'],
  [0, 0, 0],
  2,
];

const AcknowledgeDeadLetterQueueRecordsErrorEntryList: StaticListSchema = [
  1,
  namespace,
  'AcknowledgeDeadLetterQueueRecordsErrorEntryList',
  0,
  () => AcknowledgeDeadLetterQueueRecordsErrorEntry$,
];

export const AcknowledgeDeadLetterQueueRecordsInput$: StaticStructureSchema = [
  3,
  namespace,
  'AcknowledgeDeadLetterQueueRecordsInput',
  0,
  ['QueueARN', 'Entries'],
  [0, () => AcknowledgeDeadLetterQueueRecordsRequestEntryList],
  2,
];

export const AcknowledgeDeadLetterQueueRecordsOutput$: StaticStructureSchema = [
  3,
  namespace,
  'AcknowledgeDeadLetterQueueRecordsOutput',
  0,
  ['Successful', 'Failed'],
  [
    () => AcknowledgeDeadLetterQueueRecordsResultEntryList,
    () => AcknowledgeDeadLetterQueueRecordsErrorEntryList,
  ],
  2,
];

export const AcknowledgeDeadLetterQueueRecordsRequestEntry$: StaticStructureSchema = [
  3,
  namespace,
  'AcknowledgeDeadLetterQueueRecordsRequestEntry',
  0,
  ['ReceiptHandle'],
  [0],
  1,
];

const AcknowledgeDeadLetterQueueRecordsRequestEntryList: StaticListSchema = [
  1,
  namespace,
  'AcknowledgeDeadLetterQueueRecordsRequestEntryList',
  0,
  () => AcknowledgeDeadLetterQueueRecordsRequestEntry$,
];

export const AcknowledgeDeadLetterQueueRecordsResultEntry$: StaticStructureSchema = [
  3,
  namespace,
  'AcknowledgeDeadLetterQueueRecordsResultEntry',
  0,
  ['ReceiptHandle'],
  [0],
  1,
];

const AcknowledgeDeadLetterQueueRecordsResultEntryList: StaticListSchema = [
  1,
  namespace,
  'AcknowledgeDeadLetterQueueRecordsResultEntryList',
  0,
  () => AcknowledgeDeadLetterQueueRecordsResultEntry$,
];

export const AcknowledgeQueueRecordsErrorEntry$: StaticStructureSchema = [
  3,
  namespace,
  'AcknowledgeQueueRecordsErrorEntry',
  0,
  ['ReceiptHandle', 'ErrorCode', 'ErrorMessage'],
  [0, 0, 0],
  2,
];

const AcknowledgeQueueRecordsErrorEntryList: StaticListSchema = [
  1,
  namespace,
  'AcknowledgeQueueRecordsErrorEntryList',
  0,
  () => AcknowledgeQueueRecordsErrorEntry$,
];

export const AcknowledgeQueueRecordsInput$: StaticStructureSchema = [
  3,
  namespace,
  'AcknowledgeQueueRecordsInput',
  0,
  ['QueueARN', 'Entries'],
  [0, () => AcknowledgeQueueRecordsRequestEntryList],
  2,
];

export const AcknowledgeQueueRecordsOutput$: StaticStructureSchema = [
  3,
  namespace,
  'AcknowledgeQueueRecordsOutput',
  0,
  ['Successful', 'Failed'],
  [() => AcknowledgeQueueRecordsResultEntryList, () => AcknowledgeQueueRecordsErrorEntryList],
  2,
];

export const AcknowledgeQueueRecordsRequestEntry$: StaticStructureSchema = [
  3,
  namespace,
  'AcknowledgeQueueRecordsRequestEntry',
  0,
  ['ReceiptHandle'],
  [0],
  1,
];

const AcknowledgeQueueRecordsRequestEntryList: StaticListSchema = [
  1,
  namespace,
  'AcknowledgeQueueRecordsRequestEntryList',
  0,
  () => AcknowledgeQueueRecordsRequestEntry$,
];

export const AcknowledgeQueueRecordsResultEntry$: StaticStructureSchema = [
  3,
  namespace,
  'AcknowledgeQueueRecordsResultEntry',
  0,
  ['ReceiptHandle'],
  [0],
  1,
];

const AcknowledgeQueueRecordsResultEntryList: StaticListSchema = [
  1,
  namespace,
  'AcknowledgeQueueRecordsResultEntryList',
  0,
  () => AcknowledgeQueueRecordsResultEntry$,
];

export const CreateQueueInput$: StaticStructureSchema = [
  3,
  namespace,
  'CreateQueueInput',
  0,
  ['QueueName', 'StreamConfigurationList', 'QueueAttributes', 'Tags'],
  [0, () => QueueStreamConfigurationList, () => QueueAttributes$, () => TagMap],
  2,
];

export const CreateQueueOutput$: StaticStructureSchema = [
  3,
  namespace,
  'CreateQueueOutput',
  0,
  ['QueueDescription'],
  [() => QueueDescription$],
  1,
];

export const DeadLetterConfiguration$: StaticStructureSchema = [
  3,
  namespace,
  'DeadLetterConfiguration',
  0,
  ['TargetType', 'MaxReceiveCount'],
  [0, 1],
  1,
];

export const DeleteQueueInput$: StaticStructureSchema = [
  3,
  namespace,
  'DeleteQueueInput',
  0,
  ['QueueARN'],
  [0],
  1,
];

export const DescribeQueueInput$: StaticStructureSchema = [
  3,
  namespace,
  'DescribeQueueInput',
  0,
  ['QueueARN'],
  [0],
  1,
];

export const DescribeQueueOutput$: StaticStructureSchema = [
  3,
  namespace,
  'DescribeQueueOutput',
  0,
  ['QueueDescription'],
  [() => QueueDescription$],
  1,
];

export const DescribeStreamSummaryInput$: StaticStructureSchema = [
  3,
  namespace,
  'DescribeStreamSummaryInput',
  0,
  ['StreamName', 'StreamARN', 'StreamId'],
  [0, 0, 0],
];

export const DescribeStreamSummaryOutput$: StaticStructureSchema = [
  3,
  namespace,
  'DescribeStreamSummaryOutput',
  0,
  ['StreamDescriptionSummary'],
  [() => StreamDescriptionSummary$],
  1,
];

export const EnhancedMetrics$: StaticStructureSchema = [
  3,
  namespace,
  'EnhancedMetrics',
  0,
  ['ShardLevelMetrics'],
  [() => MetricsNameList],
];

const EnhancedMonitoringList: StaticListSchema = [
  1,
  namespace,
  'EnhancedMonitoringList',
  0,
  () => EnhancedMetrics$,
];

export const ListQueuesInput$: StaticStructureSchema = [
  3,
  namespace,
  'ListQueuesInput',
  0,
  ['MaxResults', 'NextToken', 'StreamFilter'],
  [1, 0, () => QueueStreamFilterList],
];

export const ListQueuesOutput$: StaticStructureSchema = [
  3,
  namespace,
  'ListQueuesOutput',
  0,
  ['QueueSummaries', 'NextToken'],
  [() => QueueSummaryList, 0],
  1,
];

const MetricsNameList: StaticListSchema = [1, namespace, 'MetricsNameList', 0, 0];

export const QueueAttributes$: StaticStructureSchema = [
  3,
  namespace,
  'QueueAttributes',
  0,
  ['VisibilityTimeoutSeconds', 'DeadLetterConfiguration'],
  [1, () => DeadLetterConfiguration$],
];

export const QueueDescription$: StaticStructureSchema = [
  3,
  namespace,
  'QueueDescription',
  0,
  [
    'QueueName',
    'QueueARN',
    'QueueStatus',
    'QueueCreationTimestamp',
    'StreamConfigurationList',
    'QueueAttributes',
  ],
  [0, 0, 0, 4, () => QueueStreamConfigurationList, () => QueueAttributes$],
  5,
];

export const QueueRecord$: StaticStructureSchema = [
  3,
  namespace,
  'QueueRecord',
  0,
  [
    'ReceiptHandle',
    'RecordId',
    'Data',
    'ApproximateArrivalTimestamp',
    'FirstReceiveTimestamp',
    'ReceiveCount',
    'PartitionKey',
  ],
  [0, 0, 21, 4, 4, 1, 0],
  6,
];

const QueueRecordList: StaticListSchema = [1, namespace, 'QueueRecordList', 0, () => QueueRecord$];

export const QueueStartingPosition$: StaticStructureSchema = [
  3,
  namespace,
  'QueueStartingPosition',
  0,
  ['Type', 'Timestamp'],
  [0, 4],
  1,
];

export const QueueStreamConfiguration$: StaticStructureSchema = [
  3,
  namespace,
  'QueueStreamConfiguration',
  0,
  ['StreamARN', 'StartingPosition'],
  [0, () => QueueStartingPosition$],
  1,
];

const QueueStreamConfigurationList: StaticListSchema = [
  1,
  namespace,
  'QueueStreamConfigurationList',
  0,
  () => QueueStreamConfiguration$,
];

export const QueueStreamFilter$: StaticStructureSchema = [
  3,
  namespace,
  'QueueStreamFilter',
  0,
  ['StreamARN', 'StreamCreationTimestamp'],
  [0, 4],
  1,
];

const QueueStreamFilterList: StaticListSchema = [
  1,
  namespace,
  'QueueStreamFilterList',
  0,
  () => QueueStreamFilter$,
];

export const QueueStreamIdentifier$: StaticStructureSchema = [
  3,
  namespace,
  'QueueStreamIdentifier',
  0,
  ['StreamARN', 'StreamCreationTimestamp'],
  [0, 4],
  2,
];

const QueueStreamIdentifierList: StaticListSchema = [
  1,
  namespace,
  'QueueStreamIdentifierList',
  0,
  () => QueueStreamIdentifier$,
];

export const QueueSummary$: StaticStructureSchema = [
  3,
  namespace,
  'QueueSummary',
  0,
  ['QueueName', 'QueueARN', 'QueueStatus', 'QueueCreationTimestamp', 'Streams'],
  [0, 0, 0, 4, () => QueueStreamIdentifierList],
  5,
];

const QueueSummaryList: StaticListSchema = [1, namespace, 'QueueSummaryList', 0, () => QueueSummary$];

export const ReceiveDeadLetterQueueRecordsInput$: StaticStructureSchema = [
  3,
  namespace,
  'ReceiveDeadLetterQueueRecordsInput',
  0,
  ['QueueARN', 'Limit', 'WaitTimeSeconds', 'VisibilityTimeoutSeconds'],
  [0, 1, 1, 1],
  1,
];

export const ReceiveDeadLetterQueueRecordsOutput$: StaticStructureSchema = [
  3,
  namespace,
  'ReceiveDeadLetterQueueRecordsOutput',
  0,
  ['QueueRecords'],
  [() => QueueRecordList],
  1,
];

export const ReceiveQueueRecordsInput$: StaticStructureSchema = [
  3,
  namespace,
  'ReceiveQueueRecordsInput',
  0,
  ['QueueARN', 'Limit', 'WaitTimeSeconds', 'VisibilityTimeoutSeconds'],
  [0, 1, 1, 1],
  1,
];

export const ReceiveQueueRecordsOutput$: StaticStructureSchema = [
  3,
  namespace,
  'ReceiveQueueRecordsOutput',
  0,
  ['QueueRecords'],
  [() => QueueRecordList],
  1,
];

export const RestoreDeadLetterQueueRecordsErrorEntry$: StaticStructureSchema = [
  3,
  namespace,
  'RestoreDeadLetterQueueRecordsErrorEntry',
  0,
  ['ReceiptHandle', 'ErrorCode', 'ErrorMessage'],
  [0, 0, 0],
  2,
];

const RestoreDeadLetterQueueRecordsErrorEntryList: StaticListSchema = [
  1,
  namespace,
  'RestoreDeadLetterQueueRecordsErrorEntryList',
  0,
  () => RestoreDeadLetterQueueRecordsErrorEntry$,
];

export const RestoreDeadLetterQueueRecordsInput$: StaticStructureSchema = [
  3,
  namespace,
  'RestoreDeadLetterQueueRecordsInput',
  0,
  ['QueueARN', 'Entries'],
  [0, () => RestoreDeadLetterQueueRecordsRequestEntryList],
  2,
];

export const RestoreDeadLetterQueueRecordsOutput$: StaticStructureSchema = [
  3,
  namespace,
  'RestoreDeadLetterQueueRecordsOutput',
  0,
  ['Successful', 'Failed'],
  [() => RestoreDeadLetterQueueRecordsResultEntryList, () => RestoreDeadLetterQueueRecordsErrorEntryList],
  2,
];

export const RestoreDeadLetterQueueRecordsRequestEntry$: StaticStructureSchema = [
  3,
  namespace,
  'RestoreDeadLetterQueueRecordsRequestEntry',
  0,
  ['ReceiptHandle'],
  [0],
  1,
];

const RestoreDeadLetterQueueRecordsRequestEntryList: StaticListSchema = [
  1,
  namespace,
  'RestoreDeadLetterQueueRecordsRequestEntryList',
  0,
  () => RestoreDeadLetterQueueRecordsRequestEntry$,
];

export const RestoreDeadLetterQueueRecordsResultEntry$: StaticStructureSchema = [
  3,
  namespace,
  'RestoreDeadLetterQueueRecordsResultEntry',
  0,
  ['ReceiptHandle'],
  [0],
  1,
];

const RestoreDeadLetterQueueRecordsResultEntryList: StaticListSchema = [
  1,
  namespace,
  'RestoreDeadLetterQueueRecordsResultEntryList',
  0,
  () => RestoreDeadLetterQueueRecordsResultEntry$,
];

export const StreamDescriptionSummary$: StaticStructureSchema = [
  3,
  namespace,
  'StreamDescriptionSummary',
  0,
  [
    'StreamName',
    'StreamARN',
    'StreamStatus',
    'RetentionPeriodHours',
    'StreamCreationTimestamp',
    'EnhancedMonitoring',
    'OpenShardCount',
    'StreamId',
    'StreamModeDetails',
    'EncryptionType',
    'KeyId',
    'ConsumerCount',
    'WarmThroughput',
    'MaxRecordSizeInKiB',
    'ChannelCount',
    'RecordDistributionStrategy',
    'QueueCount',
  ],
  [
    0,
    0,
    0,
    1,
    4,
    () => EnhancedMonitoringList,
    1,
    0,
    () => StreamModeDetails$,
    0,
    0,
    1,
    () => WarmThroughputObject$,
    1,
    1,
    0,
    1,
  ],
  7,
];

export const StreamModeDetails$: StaticStructureSchema = [
  3,
  namespace,
  'StreamModeDetails',
  0,
  ['StreamMode'],
  [0],
  1,
];

const TagMap: StaticMapSchema = [2, namespace, 'TagMap', 0, 0, 0];

export const UpdateDeadLetterQueueRecordsVisibilityErrorEntry$: StaticStructureSchema = [
  3,
  namespace,
  'UpdateDeadLetterQueueRecordsVisibilityErrorEntry',
  0,
  ['ReceiptHandle', 'ErrorCode', 'ErrorMessage'],
  [0, 0, 0],
  2,
];

const UpdateDeadLetterQueueRecordsVisibilityErrorEntryList: StaticListSchema = [
  1,
  namespace,
  'UpdateDeadLetterQueueRecordsVisibilityErrorEntryList',
  0,
  () => UpdateDeadLetterQueueRecordsVisibilityErrorEntry$,
];

export const UpdateDeadLetterQueueRecordsVisibilityInput$: StaticStructureSchema = [
  3,
  namespace,
  'UpdateDeadLetterQueueRecordsVisibilityInput',
  0,
  ['QueueARN', 'Entries'],
  [0, () => UpdateDeadLetterQueueRecordsVisibilityRequestEntryList],
  2,
];

export const UpdateDeadLetterQueueRecordsVisibilityOutput$: StaticStructureSchema = [
  3,
  namespace,
  'UpdateDeadLetterQueueRecordsVisibilityOutput',
  0,
  ['Successful', 'Failed'],
  [
    () => UpdateDeadLetterQueueRecordsVisibilityResultEntryList,
    () => UpdateDeadLetterQueueRecordsVisibilityErrorEntryList,
  ],
  2,
];

export const UpdateDeadLetterQueueRecordsVisibilityRequestEntry$: StaticStructureSchema = [
  3,
  namespace,
  'UpdateDeadLetterQueueRecordsVisibilityRequestEntry',
  0,
  ['ReceiptHandle', 'VisibilityTimeoutSeconds'],
  [0, 1],
  2,
];

const UpdateDeadLetterQueueRecordsVisibilityRequestEntryList: StaticListSchema = [
  1,
  namespace,
  'UpdateDeadLetterQueueRecordsVisibilityRequestEntryList',
  0,
  () => UpdateDeadLetterQueueRecordsVisibilityRequestEntry$,
];

export const UpdateDeadLetterQueueRecordsVisibilityResultEntry$: StaticStructureSchema = [
  3,
  namespace,
  'UpdateDeadLetterQueueRecordsVisibilityResultEntry',
  0,
  ['ReceiptHandle'],
  [0],
  1,
];

const UpdateDeadLetterQueueRecordsVisibilityResultEntryList: StaticListSchema = [
  1,
  namespace,
  'UpdateDeadLetterQueueRecordsVisibilityResultEntryList',
  0,
  () => UpdateDeadLetterQueueRecordsVisibilityResultEntry$,
];

export const UpdateQueueInput$: StaticStructureSchema = [
  3,
  namespace,
  'UpdateQueueInput',
  0,
  ['QueueARN', 'QueueAttributes'],
  [0, () => QueueAttributes$],
  2,
];

export const UpdateQueueOutput$: StaticStructureSchema = [
  3,
  namespace,
  'UpdateQueueOutput',
  0,
  ['QueueDescription'],
  [() => QueueDescription$],
  1,
];

export const UpdateQueueRecordsVisibilityErrorEntry$: StaticStructureSchema = [
  3,
  namespace,
  'UpdateQueueRecordsVisibilityErrorEntry',
  0,
  ['ReceiptHandle', 'ErrorCode', 'ErrorMessage'],
  [0, 0, 0],
  2,
];

const UpdateQueueRecordsVisibilityErrorEntryList: StaticListSchema = [
  1,
  namespace,
  'UpdateQueueRecordsVisibilityErrorEntryList',
  0,
  () => UpdateQueueRecordsVisibilityErrorEntry$,
];

export const UpdateQueueRecordsVisibilityInput$: StaticStructureSchema = [
  3,
  namespace,
  'UpdateQueueRecordsVisibilityInput',
  0,
  ['QueueARN', 'Entries'],
  [0, () => UpdateQueueRecordsVisibilityRequestEntryList],
  2,
];

export const UpdateQueueRecordsVisibilityOutput$: StaticStructureSchema = [
  3,
  namespace,
  'UpdateQueueRecordsVisibilityOutput',
  0,
  ['Successful', 'Failed'],
  [() => UpdateQueueRecordsVisibilityResultEntryList, () => UpdateQueueRecordsVisibilityErrorEntryList],
  2,
];

export const UpdateQueueRecordsVisibilityRequestEntry$: StaticStructureSchema = [
  3,
  namespace,
  'UpdateQueueRecordsVisibilityRequestEntry',
  0,
  ['ReceiptHandle', 'VisibilityTimeoutSeconds'],
  [0, 1],
  2,
];

const UpdateQueueRecordsVisibilityRequestEntryList: StaticListSchema = [
  1,
  namespace,
  'UpdateQueueRecordsVisibilityRequestEntryList',
  0,
  () => UpdateQueueRecordsVisibilityRequestEntry$,
];

export const UpdateQueueRecordsVisibilityResultEntry$: StaticStructureSchema = [
  3,
  namespace,
  'UpdateQueueRecordsVisibilityResultEntry',
  0,
  ['ReceiptHandle'],
  [0],
  1,
];

const UpdateQueueRecordsVisibilityResultEntryList: StaticListSchema = [
  1,
  namespace,
  'UpdateQueueRecordsVisibilityResultEntryList',
  0,
  () => UpdateQueueRecordsVisibilityResultEntry$,
];

export const WarmThroughputObject$: StaticStructureSchema = [
  3,
  namespace,
  'WarmThroughputObject',
  0,
  ['TargetMiBps', 'CurrentMiBps'],
  [1, 1],
];

export const AcknowledgeDeadLetterQueueRecords$: StaticOperationSchema = [
  9,
  namespace,
  'AcknowledgeDeadLetterQueueRecords',
  0,
  () => AcknowledgeDeadLetterQueueRecordsInput$,
  () => AcknowledgeDeadLetterQueueRecordsOutput$,
];

export const AcknowledgeQueueRecords$: StaticOperationSchema = [
  9,
  namespace,
  'AcknowledgeQueueRecords',
  0,
  () => AcknowledgeQueueRecordsInput$,
  () => AcknowledgeQueueRecordsOutput$,
];

export const CreateQueue$: StaticOperationSchema = [
  9,
  namespace,
  'CreateQueue',
  0,
  () => CreateQueueInput$,
  () => CreateQueueOutput$,
];

export const DeleteQueue$: StaticOperationSchema = [
  9,
  namespace,
  'DeleteQueue',
  0,
  () => DeleteQueueInput$,
  () => 'unit',
];

export const DescribeQueue$: StaticOperationSchema = [
  9,
  namespace,
  'DescribeQueue',
  0,
  () => DescribeQueueInput$,
  () => DescribeQueueOutput$,
];

export const DescribeStreamSummary$: StaticOperationSchema = [
  9,
  namespace,
  'DescribeStreamSummary',
  0,
  () => DescribeStreamSummaryInput$,
  () => DescribeStreamSummaryOutput$,
];

export const ListQueues$: StaticOperationSchema = [
  9,
  namespace,
  'ListQueues',
  0,
  () => ListQueuesInput$,
  () => ListQueuesOutput$,
];

export const ReceiveDeadLetterQueueRecords$: StaticOperationSchema = [
  9,
  namespace,
  'ReceiveDeadLetterQueueRecords',
  0,
  () => ReceiveDeadLetterQueueRecordsInput$,
  () => ReceiveDeadLetterQueueRecordsOutput$,
];

export const ReceiveQueueRecords$: StaticOperationSchema = [
  9,
  namespace,
  'ReceiveQueueRecords',
  0,
  () => ReceiveQueueRecordsInput$,
  () => ReceiveQueueRecordsOutput$,
];

export const RestoreDeadLetterQueueRecords$: StaticOperationSchema = [
  9,
  namespace,
  'RestoreDeadLetterQueueRecords',
  0,
  () => RestoreDeadLetterQueueRecordsInput$,
  () => RestoreDeadLetterQueueRecordsOutput$,
];

export const UpdateDeadLetterQueueRecordsVisibility$: StaticOperationSchema = [
  9,
  namespace,
  'UpdateDeadLetterQueueRecordsVisibility',
  0,
  () => UpdateDeadLetterQueueRecordsVisibilityInput$,
  () => UpdateDeadLetterQueueRecordsVisibilityOutput$,
];

export const UpdateQueue$: StaticOperationSchema = [
  9,
  namespace,
  'UpdateQueue',
  0,
  () => UpdateQueueInput$,
  () => UpdateQueueOutput$,
];

export const UpdateQueueRecordsVisibility$: StaticOperationSchema = [
  9,
  namespace,
  'UpdateQueueRecordsVisibility',
  0,
  () => UpdateQueueRecordsVisibilityInput$,
  () => UpdateQueueRecordsVisibilityOutput$,
];
