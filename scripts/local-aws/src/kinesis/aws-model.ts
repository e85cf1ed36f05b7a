// The constraints of AWS's model of the API: botocore 1.44.5, data/kinesis/2013-12-02/service-2.json.gz
// (Copyright Amazon.com, Inc. or its affiliates; Apache License 2.0, www.apache.org/licenses/LICENSE-2.0).
// Written by scripts/generate-aws-model.ts; what the service does otherwise stands in model-overlay.ts.
import type { ServiceModel } from '../wire/service-model.js';

export const kinesisModel: ServiceModel = {
  inputs: {
    AcknowledgeDeadLetterQueueRecords: 'AcknowledgeDeadLetterQueueRecordsInput',
    AcknowledgeQueueRecords: 'AcknowledgeQueueRecordsInput',
    AddTagsToStream: 'AddTagsToStreamInput',
    CreateChannel: 'CreateChannelInput',
    CreateQueue: 'CreateQueueInput',
    CreateStream: 'CreateStreamInput',
    DecreaseStreamRetentionPeriod: 'DecreaseStreamRetentionPeriodInput',
    DeleteChannel: 'DeleteChannelInput',
    DeleteQueue: 'DeleteQueueInput',
    DeleteResourcePolicy: 'DeleteResourcePolicyInput',
    DeleteStream: 'DeleteStreamInput',
    DeregisterStreamConsumer: 'DeregisterStreamConsumerInput',
    DescribeChannel: 'DescribeChannelInput',
    DescribeQueue: 'DescribeQueueInput',
    DescribeStream: 'DescribeStreamInput',
    DescribeStreamConsumer: 'DescribeStreamConsumerInput',
    DescribeStreamSummary: 'DescribeStreamSummaryInput',
    DisableEnhancedMonitoring: 'DisableEnhancedMonitoringInput',
    EnableEnhancedMonitoring: 'EnableEnhancedMonitoringInput',
    GetRecords: 'GetRecordsInput',
    GetResourcePolicy: 'GetResourcePolicyInput',
    GetShardIterator: 'GetShardIteratorInput',
    IncreaseStreamRetentionPeriod: 'IncreaseStreamRetentionPeriodInput',
    ListChannels: 'ListChannelsInput',
    ListQueues: 'ListQueuesInput',
    ListShards: 'ListShardsInput',
    ListStreamConsumers: 'ListStreamConsumersInput',
    ListStreams: 'ListStreamsInput',
    ListTagsForResource: 'ListTagsForResourceInput',
    ListTagsForStream: 'ListTagsForStreamInput',
    MergeShards: 'MergeShardsInput',
    PutRecord: 'PutRecordInput',
    PutRecords: 'PutRecordsInput',
    PutResourcePolicy: 'PutResourcePolicyInput',
    ReceiveDeadLetterQueueRecords: 'ReceiveDeadLetterQueueRecordsInput',
    ReceiveQueueRecords: 'ReceiveQueueRecordsInput',
    RegisterStreamConsumer: 'RegisterStreamConsumerInput',
    RemoveTagsFromStream: 'RemoveTagsFromStreamInput',
    RestoreDeadLetterQueueRecords: 'RestoreDeadLetterQueueRecordsInput',
    SplitShard: 'SplitShardInput',
    StartStreamEncryption: 'StartStreamEncryptionInput',
    StopStreamEncryption: 'StopStreamEncryptionInput',
    SubscribeToShard: 'SubscribeToShardInput',
    TagResource: 'TagResourceInput',
    UntagResource: 'UntagResourceInput',
    UpdateAccountSettings: 'UpdateAccountSettingsInput',
    UpdateChannel: 'UpdateChannelInput',
    UpdateDeadLetterQueueRecordsVisibility: 'UpdateDeadLetterQueueRecordsVisibilityInput',
    UpdateMaxRecordSize: 'UpdateMaxRecordSizeInput',
    UpdateQueue: 'UpdateQueueInput',
    UpdateQueueRecordsVisibility: 'UpdateQueueRecordsVisibilityInput',
    UpdateShardCount: 'UpdateShardCountInput',
    UpdateStreamMode: 'UpdateStreamModeInput',
    UpdateStreamRecordDistributionStrategy: 'UpdateStreamRecordDistributionStrategyInput',
    UpdateStreamWarmThroughput: 'UpdateStreamWarmThroughputInput',
  },
  shapes: {
    AcknowledgeDeadLetterQueueRecordsInput: {
      required: ['QueueARN', 'Entries'],
      members: {
        QueueARN: 'QueueARN',
        Entries: 'AcknowledgeDeadLetterQueueRecordsRequestEntryList',
      },
    },
    AcknowledgeDeadLetterQueueRecordsRequestEntry: {
      required: ['ReceiptHandle'],
      members: {
        ReceiptHandle: 'ReceiptHandle',
      },
    },
    AcknowledgeDeadLetterQueueRecordsRequestEntryList: {
      member: 'AcknowledgeDeadLetterQueueRecordsRequestEntry',
      minLength: 1,
      maxLength: 10,
    },
    AcknowledgeQueueRecordsInput: {
      required: ['QueueARN', 'Entries'],
      members: {
        QueueARN: 'QueueARN',
        Entries: 'AcknowledgeQueueRecordsRequestEntryList',
      },
    },
    AcknowledgeQueueRecordsRequestEntry: {
      required: ['ReceiptHandle'],
      members: {
        ReceiptHandle: 'ReceiptHandle',
      },
    },
    AcknowledgeQueueRecordsRequestEntryList: {
      member: 'AcknowledgeQueueRecordsRequestEntry',
      minLength: 1,
      maxLength: 10,
    },
    AddTagsToStreamInput: {
      required: ['Tags'],
      members: {
        StreamName: 'StreamName',
        Tags: 'TagMap',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    BucketARN: {
      minLength: 1,
      maxLength: 2048,
      pattern: 'arn:aws[-a-z0-9]*:s3:::[a-z0-9._-]{3,63}',
    },
    ChannelARN: {
      minLength: 1,
      maxLength: 2048,
      pattern: 'arn:aws.*:kinesis:.*:\\d{12}:channel/\\S+',
    },
    ChannelEncryptionConfiguration: {
      required: ['EncryptionType', 'KeyId'],
      members: {
        EncryptionType: 'ChannelEncryptionType',
        KeyId: 'KeyId',
      },
    },
    ChannelEncryptionType: {
      enum: ['KMS'],
    },
    ChannelLoggingConfiguration: {
      required: ['CloudWatchLogs'],
      members: {
        CloudWatchLogs: 'CloudWatchLogs',
      },
    },
    ChannelLoggingUpdateInput: {
      required: ['CloudWatchLogs'],
      members: {
        CloudWatchLogs: 'CloudWatchLogsUpdateInput',
      },
    },
    ChannelName: {
      minLength: 1,
      maxLength: 128,
      pattern: '[a-zA-Z0-9_.-]+',
    },
    ChannelStreamConfiguration: {
      required: ['StreamARN', 'RecordConfiguration'],
      members: {
        StreamARN: 'StreamARN',
        RecordConfiguration: 'RecordConfiguration',
      },
    },
    ChannelStreamConfigurationList: {
      member: 'ChannelStreamConfiguration',
      minLength: 1,
      maxLength: 10000,
    },
    CloudWatchLogGroupName: {
      minLength: 1,
      maxLength: 512,
      pattern: '[\\.\\-_/#A-Za-z0-9]+',
    },
    CloudWatchLogStreamName: {
      minLength: 1,
      maxLength: 512,
      pattern: '[^:*]*',
    },
    CloudWatchLogs: {
      required: ['Enabled'],
      members: {
        LogGroupName: 'CloudWatchLogGroupName',
        LogStreamName: 'CloudWatchLogStreamName',
      },
    },
    CloudWatchLogsUpdateInput: {
      required: ['Enabled'],
      members: {
        LogGroupName: 'CloudWatchLogGroupName',
        LogStreamName: 'CloudWatchLogStreamName',
      },
    },
    ConsumerARN: {
      minLength: 1,
      maxLength: 2048,
      pattern:
        '^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+',
    },
    ConsumerName: {
      minLength: 1,
      maxLength: 128,
      pattern: '[a-zA-Z0-9_.-]+',
    },
    CreateChannelInput: {
      required: ['ChannelName', 'ServiceExecutionRoleARN', 'StreamConfigurationList'],
      members: {
        ChannelName: 'ChannelName',
        ServiceExecutionRoleARN: 'RoleARN',
        StreamConfigurationList: 'ChannelStreamConfigurationList',
        S3DestinationConfiguration: 'S3DestinationConfiguration',
        S3TablesDestinationConfiguration: 'S3TablesDestinationConfiguration',
        EncryptionConfiguration: 'ChannelEncryptionConfiguration',
        Tags: 'TagMap',
        LoggingConfiguration: 'ChannelLoggingConfiguration',
      },
    },
    CreateQueueInput: {
      required: ['QueueName', 'StreamConfigurationList'],
      members: {
        QueueName: 'QueueName',
        StreamConfigurationList: 'QueueStreamConfigurationList',
        QueueAttributes: 'QueueAttributes',
        Tags: 'TagMap',
      },
    },
    CreateStreamInput: {
      required: ['StreamName'],
      members: {
        StreamName: 'StreamName',
        ShardCount: 'PositiveIntegerObject',
        StreamModeDetails: 'StreamModeDetails',
        Tags: 'TagMap',
        WarmThroughputMiBps: 'NaturalIntegerObject',
        MaxRecordSizeInKiB: 'MaxRecordSizeInKiB',
        RecordDistributionStrategy: 'RecordDistributionStrategy',
      },
    },
    Data: {
      minLength: 0,
      maxLength: 10485760,
    },
    DeadLetterConfiguration: {
      required: ['TargetType'],
      members: {
        TargetType: 'TargetType',
        MaxReceiveCount: 'MaxReceiveCount',
      },
    },
    DeadLetterQueueS3Configuration: {
      required: ['BucketARN', 'ExpectedBucketOwner'],
      members: {
        BucketARN: 'BucketARN',
        ExpectedBucketOwner: 'ExpectedBucketOwner',
        ErrorOutputPrefix: 'S3ErrorOutputPrefix',
      },
    },
    DecreaseStreamRetentionPeriodInput: {
      required: ['RetentionPeriodHours'],
      members: {
        StreamName: 'StreamName',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    DeleteChannelInput: {
      required: ['ChannelARN'],
      members: {
        ChannelARN: 'ChannelARN',
      },
    },
    DeleteQueueInput: {
      required: ['QueueARN'],
      members: {
        QueueARN: 'QueueARN',
      },
    },
    DeleteResourcePolicyInput: {
      required: ['ResourceARN'],
      members: {
        ResourceARN: 'ResourceARN',
        StreamId: 'StreamId',
      },
    },
    DeleteStreamInput: {
      members: {
        StreamName: 'StreamName',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    DeregisterStreamConsumerInput: {
      members: {
        StreamARN: 'StreamARN',
        ConsumerName: 'ConsumerName',
        ConsumerARN: 'ConsumerARN',
        StreamId: 'StreamId',
      },
    },
    DescribeChannelInput: {
      required: ['ChannelARN'],
      members: {
        ChannelARN: 'ChannelARN',
      },
    },
    DescribeQueueInput: {
      required: ['QueueARN'],
      members: {
        QueueARN: 'QueueARN',
      },
    },
    DescribeStreamConsumerInput: {
      members: {
        StreamARN: 'StreamARN',
        ConsumerName: 'ConsumerName',
        ConsumerARN: 'ConsumerARN',
        StreamId: 'StreamId',
      },
    },
    DescribeStreamInput: {
      members: {
        StreamName: 'StreamName',
        Limit: 'DescribeStreamInputLimit',
        ExclusiveStartShardId: 'ShardId',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    DescribeStreamInputLimit: {
      min: 1,
      max: 10000,
    },
    DescribeStreamSummaryInput: {
      members: {
        StreamName: 'StreamName',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    DisableEnhancedMonitoringInput: {
      required: ['ShardLevelMetrics'],
      members: {
        StreamName: 'StreamName',
        ShardLevelMetrics: 'MetricsNameList',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    EnableEnhancedMonitoringInput: {
      required: ['ShardLevelMetrics'],
      members: {
        StreamName: 'StreamName',
        ShardLevelMetrics: 'MetricsNameList',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    EncryptionType: {
      enum: ['NONE', 'KMS'],
    },
    ExpectedBucketOwner: {
      minLength: 12,
      maxLength: 12,
      pattern: '\\d{12}',
    },
    GSRSchemaARN: {
      minLength: 1,
      maxLength: 512,
      pattern: 'arn:aws[-a-z0-9]*:glue:[-a-z0-9]+:\\d{12}:schema/[-a-zA-Z0-9_$#.]+/[-a-zA-Z0-9_$#.]+',
    },
    GetRecordsInput: {
      required: ['ShardIterator'],
      members: {
        ShardIterator: 'ShardIterator',
        Limit: 'GetRecordsInputLimit',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    GetRecordsInputLimit: {
      min: 1,
      max: 10000,
    },
    GetResourcePolicyInput: {
      required: ['ResourceARN'],
      members: {
        ResourceARN: 'ResourceARN',
        StreamId: 'StreamId',
      },
    },
    GetShardIteratorInput: {
      required: ['ShardId', 'ShardIteratorType'],
      members: {
        StreamName: 'StreamName',
        ShardId: 'ShardId',
        ShardIteratorType: 'ShardIteratorType',
        StartingSequenceNumber: 'SequenceNumber',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    HashKey: {
      pattern: '^(0|([1-9]\\d{0,38}))$',
    },
    IncreaseStreamRetentionPeriodInput: {
      required: ['RetentionPeriodHours'],
      members: {
        StreamName: 'StreamName',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    KeyId: {
      minLength: 1,
      maxLength: 2048,
    },
    ListChannelsInput: {
      members: {
        StreamFilter: 'StreamFilterList',
        MaxResults: 'ListChannelsInputLimit',
        NextToken: 'NextToken',
      },
    },
    ListChannelsInputLimit: {
      min: 1,
      max: 10000,
    },
    ListQueuesInput: {
      members: {
        MaxResults: 'ListQueuesInputLimit',
        NextToken: 'NextToken',
        StreamFilter: 'QueueStreamFilterList',
      },
    },
    ListQueuesInputLimit: {
      min: 1,
      max: 10000,
    },
    ListShardsInput: {
      members: {
        StreamName: 'StreamName',
        NextToken: 'NextToken',
        ExclusiveStartShardId: 'ShardId',
        MaxResults: 'ListShardsInputLimit',
        ShardFilter: 'ShardFilter',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    ListShardsInputLimit: {
      min: 1,
      max: 10000,
    },
    ListStreamConsumersInput: {
      required: ['StreamARN'],
      members: {
        StreamARN: 'StreamARN',
        NextToken: 'NextToken',
        MaxResults: 'ListStreamConsumersInputLimit',
        StreamId: 'StreamId',
      },
    },
    ListStreamConsumersInputLimit: {
      min: 1,
      max: 10000,
    },
    ListStreamsInput: {
      members: {
        Limit: 'ListStreamsInputLimit',
        ExclusiveStartStreamName: 'StreamName',
        NextToken: 'NextToken',
      },
    },
    ListStreamsInputLimit: {
      min: 1,
      max: 10000,
    },
    ListTagsForResourceInput: {
      required: ['ResourceARN'],
      members: {
        ResourceARN: 'ResourceARN',
        StreamId: 'StreamId',
      },
    },
    ListTagsForStreamInput: {
      members: {
        StreamName: 'StreamName',
        ExclusiveStartTagKey: 'TagKey',
        Limit: 'ListTagsForStreamInputLimit',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    ListTagsForStreamInputLimit: {
      min: 1,
      max: 50,
    },
    MaxReceiveCount: {
      min: 1,
      max: 1000,
    },
    MaxRecordSizeInKiB: {
      min: 1024,
      max: 10240,
    },
    MergeShardsInput: {
      required: ['ShardToMerge', 'AdjacentShardToMerge'],
      members: {
        StreamName: 'StreamName',
        ShardToMerge: 'ShardId',
        AdjacentShardToMerge: 'ShardId',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    MetricsName: {
      enum: [
        'IncomingBytes',
        'IncomingRecords',
        'OutgoingBytes',
        'OutgoingRecords',
        'WriteProvisionedThroughputExceeded',
        'ReadProvisionedThroughputExceeded',
        'IteratorAgeMilliseconds',
        'ALL',
      ],
    },
    MetricsNameList: {
      member: 'MetricsName',
      minLength: 1,
      maxLength: 7,
    },
    MinimumThroughputBillingCommitmentInput: {
      required: ['Status'],
      members: {
        Status: 'MinimumThroughputBillingCommitmentInputStatus',
      },
    },
    MinimumThroughputBillingCommitmentInputStatus: {
      enum: ['ENABLED', 'DISABLED'],
    },
    NaturalIntegerObject: {
      min: 0,
    },
    NextToken: {
      minLength: 1,
      maxLength: 1048576,
    },
    PartitionField: {
      required: ['Transform', 'SourceName'],
      members: {
        Transform: 'PartitionTransform',
        SourceName: 'PartitionSourceName',
      },
    },
    PartitionFieldList: {
      member: 'PartitionField',
      minLength: 1,
      maxLength: 10,
    },
    PartitionKey: {
      minLength: 1,
      maxLength: 256,
    },
    PartitionSourceName: {
      minLength: 1,
      maxLength: 255,
      pattern: '[a-zA-Z0-9\\.\\_]+',
    },
    PartitionSpec: {
      required: ['PartitionFields'],
      members: {
        PartitionFields: 'PartitionFieldList',
      },
    },
    PartitionTransform: {
      enum: ['TIME_HOUR'],
    },
    PositiveIntegerObject: {
      min: 1,
    },
    PutRecordInput: {
      required: ['Data'],
      members: {
        StreamName: 'StreamName',
        Data: 'Data',
        PartitionKey: 'PartitionKey',
        ExplicitHashKey: 'HashKey',
        SequenceNumberForOrdering: 'SequenceNumber',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    PutRecordsInput: {
      required: ['Records'],
      members: {
        Records: 'PutRecordsRequestEntryList',
        StreamName: 'StreamName',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    PutRecordsRequestEntry: {
      required: ['Data'],
      members: {
        Data: 'Data',
        ExplicitHashKey: 'HashKey',
        PartitionKey: 'PartitionKey',
      },
    },
    PutRecordsRequestEntryList: {
      member: 'PutRecordsRequestEntry',
      minLength: 1,
      maxLength: 500,
    },
    PutResourcePolicyInput: {
      required: ['ResourceARN', 'Policy'],
      members: {
        ResourceARN: 'ResourceARN',
        StreamId: 'StreamId',
      },
    },
    QueueARN: {
      minLength: 1,
      maxLength: 2048,
      pattern: 'arn:aws.*:kinesis:.*:\\d{12}:queue/\\S+',
    },
    QueueAttributes: {
      members: {
        VisibilityTimeoutSeconds: 'VisibilityTimeoutSeconds',
        DeadLetterConfiguration: 'DeadLetterConfiguration',
      },
    },
    QueueName: {
      minLength: 1,
      maxLength: 128,
      pattern: '[a-zA-Z0-9_.-]+',
    },
    QueueStartingPosition: {
      required: ['Type'],
      members: {
        Type: 'QueueStartingPositionType',
      },
    },
    QueueStartingPositionType: {
      enum: ['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'],
    },
    QueueStreamConfiguration: {
      required: ['StreamARN'],
      members: {
        StreamARN: 'StreamARN',
        StartingPosition: 'QueueStartingPosition',
      },
    },
    QueueStreamConfigurationList: {
      member: 'QueueStreamConfiguration',
      minLength: 1,
      maxLength: 10000,
    },
    QueueStreamFilter: {
      required: ['StreamARN'],
      members: {
        StreamARN: 'StreamARN',
      },
    },
    QueueStreamFilterList: {
      member: 'QueueStreamFilter',
      minLength: 1,
      maxLength: 10000,
    },
    ReceiptHandle: {
      minLength: 1,
      maxLength: 1024,
    },
    ReceiveDeadLetterQueueRecordsInput: {
      required: ['QueueARN'],
      members: {
        QueueARN: 'QueueARN',
        Limit: 'ReceiveQueueRecordsInputLimit',
        WaitTimeSeconds: 'ReceiveQueueRecordsWaitTimeSeconds',
        VisibilityTimeoutSeconds: 'VisibilityTimeoutSeconds',
      },
    },
    ReceiveQueueRecordsInput: {
      required: ['QueueARN'],
      members: {
        QueueARN: 'QueueARN',
        Limit: 'ReceiveQueueRecordsInputLimit',
        WaitTimeSeconds: 'ReceiveQueueRecordsWaitTimeSeconds',
        VisibilityTimeoutSeconds: 'VisibilityTimeoutSeconds',
      },
    },
    ReceiveQueueRecordsInputLimit: {
      min: 1,
      max: 10,
    },
    ReceiveQueueRecordsWaitTimeSeconds: {
      min: 1,
      max: 20,
    },
    RecordConfiguration: {
      required: ['RecordFormatType'],
      members: {
        RecordFormatType: 'RecordFormatType',
        GSRSchemaARN: 'GSRSchemaARN',
      },
    },
    RecordDistributionStrategy: {
      enum: ['AUTO', 'USER_PARTITION_KEY'],
    },
    RecordFormatType: {
      enum: ['GSR_JSON', 'JSON', 'STRING', 'BYTE_ARRAY'],
    },
    RegisterStreamConsumerInput: {
      required: ['StreamARN', 'ConsumerName'],
      members: {
        StreamARN: 'StreamARN',
        ConsumerName: 'ConsumerName',
        StreamId: 'StreamId',
        Tags: 'TagMap',
      },
    },
    RemoveTagsFromStreamInput: {
      required: ['TagKeys'],
      members: {
        StreamName: 'StreamName',
        TagKeys: 'TagKeyList',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    ResourceARN: {
      minLength: 1,
      maxLength: 2048,
      pattern: 'arn:aws.*:kinesis:.*:\\d{12}:.*(stream|channel|queue)/\\S+',
    },
    RestoreDeadLetterQueueRecordsInput: {
      required: ['QueueARN', 'Entries'],
      members: {
        QueueARN: 'QueueARN',
        Entries: 'RestoreDeadLetterQueueRecordsRequestEntryList',
      },
    },
    RestoreDeadLetterQueueRecordsRequestEntry: {
      required: ['ReceiptHandle'],
      members: {
        ReceiptHandle: 'ReceiptHandle',
      },
    },
    RestoreDeadLetterQueueRecordsRequestEntryList: {
      member: 'RestoreDeadLetterQueueRecordsRequestEntry',
      minLength: 1,
      maxLength: 10,
    },
    RoleARN: {
      minLength: 1,
      maxLength: 512,
      pattern: 'arn:aws[-a-z0-9]*:iam::\\d{12}:role/[a-zA-Z_0-9+=,.@\\-_/]+',
    },
    S3CompressionType: {
      enum: ['NONE', 'GZIP', 'ZSTD'],
    },
    S3DestinationConfiguration: {
      required: ['StorageConfiguration'],
      members: {
        DeadLetterQueueS3Configuration: 'DeadLetterQueueS3Configuration',
        StorageConfiguration: 'S3StorageConfiguration',
      },
    },
    S3DestinationUpdateInput: {
      required: ['DataFreshnessInSeconds'],
    },
    S3ErrorOutputPrefix: {
      minLength: 1,
      maxLength: 512,
      pattern: "[0-9A-Za-z!\\-_'.*()\\/]+",
    },
    S3OutputKeyTemplate: {
      minLength: 1,
      maxLength: 1024,
      pattern: "[0-9A-Za-z!\\-_'.*()\\/=:{}]+",
    },
    S3StorageClass: {
      enum: ['STANDARD', 'INTELLIGENT_TIERING', 'GLACIER_IR'],
    },
    S3StorageConfiguration: {
      required: ['BucketARN', 'ExpectedBucketOwner', 'CompressionType'],
      members: {
        BucketARN: 'BucketARN',
        ExpectedBucketOwner: 'ExpectedBucketOwner',
        OutputKeyTemplate: 'S3OutputKeyTemplate',
        StorageClass: 'S3StorageClass',
        CompressionType: 'S3CompressionType',
      },
    },
    S3TablesCompressionType: {
      enum: ['NONE', 'ZSTD', 'SNAPPY'],
    },
    S3TablesConfiguration: {
      required: ['TableBucketARN', 'Namespace', 'TableName', 'CompressionType'],
      members: {
        TableBucketARN: 'TableBucketARN',
        Namespace: 'S3TablesNamespace',
        TableName: 'S3TablesTableName',
        CompressionType: 'S3TablesCompressionType',
        PartitionSpec: 'PartitionSpec',
      },
    },
    S3TablesConfigurationList: {
      member: 'S3TablesConfiguration',
      minLength: 1,
      maxLength: 10000,
    },
    S3TablesDestinationConfiguration: {
      required: ['DeadLetterQueueS3Configuration', 'S3TablesConfigurationList'],
      members: {
        DeadLetterQueueS3Configuration: 'DeadLetterQueueS3Configuration',
        S3TablesConfigurationList: 'S3TablesConfigurationList',
      },
    },
    S3TablesDestinationUpdateInput: {
      required: ['DataFreshnessInSeconds'],
    },
    S3TablesNamespace: {
      minLength: 1,
      maxLength: 255,
      pattern: '[0-9a-z_]+',
    },
    S3TablesTableName: {
      minLength: 1,
      maxLength: 255,
      pattern: '[0-9a-z_]+',
    },
    ScalingType: {
      enum: ['UNIFORM_SCALING'],
    },
    SequenceNumber: {
      pattern: '^(0|([1-9]\\d{0,128}))$',
    },
    ShardFilter: {
      required: ['Type'],
      members: {
        Type: 'ShardFilterType',
        ShardId: 'ShardId',
      },
    },
    ShardFilterType: {
      enum: [
        'AFTER_SHARD_ID',
        'AT_TRIM_HORIZON',
        'FROM_TRIM_HORIZON',
        'AT_LATEST',
        'AT_TIMESTAMP',
        'FROM_TIMESTAMP',
      ],
    },
    ShardId: {
      minLength: 1,
      maxLength: 128,
      pattern: '[a-zA-Z0-9_.-]+',
    },
    ShardIterator: {
      minLength: 1,
      maxLength: 512,
    },
    ShardIteratorType: {
      enum: ['AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER', 'TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'],
    },
    SplitShardInput: {
      required: ['ShardToSplit', 'NewStartingHashKey'],
      members: {
        StreamName: 'StreamName',
        ShardToSplit: 'ShardId',
        NewStartingHashKey: 'HashKey',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    StartStreamEncryptionInput: {
      required: ['EncryptionType', 'KeyId'],
      members: {
        StreamName: 'StreamName',
        EncryptionType: 'EncryptionType',
        KeyId: 'KeyId',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    StartingPosition: {
      required: ['Type'],
      members: {
        Type: 'ShardIteratorType',
        SequenceNumber: 'SequenceNumber',
      },
    },
    StopStreamEncryptionInput: {
      required: ['EncryptionType', 'KeyId'],
      members: {
        StreamName: 'StreamName',
        EncryptionType: 'EncryptionType',
        KeyId: 'KeyId',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    StreamARN: {
      minLength: 1,
      maxLength: 2048,
      pattern: 'arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+',
    },
    StreamFilter: {
      required: ['StreamARN'],
      members: {
        StreamARN: 'StreamARN',
      },
    },
    StreamFilterList: {
      member: 'StreamFilter',
      minLength: 1,
      maxLength: 10000,
    },
    StreamId: {
      minLength: 1,
      maxLength: 24,
      pattern: '[a-z0-9]{20}-[a-z0-9]{3}',
    },
    StreamMode: {
      enum: ['PROVISIONED', 'ON_DEMAND'],
    },
    StreamModeDetails: {
      required: ['StreamMode'],
      members: {
        StreamMode: 'StreamMode',
      },
    },
    StreamName: {
      minLength: 1,
      maxLength: 128,
      pattern: '[a-zA-Z0-9_.-]+',
    },
    SubscribeToShardInput: {
      required: ['ConsumerARN', 'ShardId', 'StartingPosition'],
      members: {
        ConsumerARN: 'ConsumerARN',
        StreamId: 'StreamId',
        ShardId: 'ShardId',
        StartingPosition: 'StartingPosition',
      },
    },
    TableBucketARN: {
      minLength: 1,
      maxLength: 2048,
      pattern: 'arn:aws[-a-z0-9]*:s3tables:[-a-z0-9]+:\\d{12}:bucket/[a-z0-9_-]{3,63}',
    },
    TagKey: {
      minLength: 1,
      maxLength: 128,
    },
    TagKeyList: {
      member: 'TagKey',
      minLength: 1,
      maxLength: 50,
    },
    TagMap: {
      key: 'TagKey',
      member: 'TagValue',
      minLength: 1,
      maxLength: 200,
    },
    TagResourceInput: {
      required: ['Tags', 'ResourceARN'],
      members: {
        Tags: 'TagMap',
        ResourceARN: 'ResourceARN',
        StreamId: 'StreamId',
      },
    },
    TagValue: {
      minLength: 0,
      maxLength: 256,
    },
    TargetType: {
      enum: ['BUILT_IN', 'NONE'],
    },
    UntagResourceInput: {
      required: ['TagKeys', 'ResourceARN'],
      members: {
        TagKeys: 'TagKeyList',
        ResourceARN: 'ResourceARN',
        StreamId: 'StreamId',
      },
    },
    UpdateAccountSettingsInput: {
      required: ['MinimumThroughputBillingCommitment'],
      members: {
        MinimumThroughputBillingCommitment: 'MinimumThroughputBillingCommitmentInput',
      },
    },
    UpdateChannelInput: {
      required: ['ChannelARN'],
      members: {
        ChannelARN: 'ChannelARN',
        S3DestinationConfiguration: 'S3DestinationUpdateInput',
        S3TablesDestinationConfiguration: 'S3TablesDestinationUpdateInput',
        LoggingConfiguration: 'ChannelLoggingUpdateInput',
      },
    },
    UpdateDeadLetterQueueRecordsVisibilityInput: {
      required: ['QueueARN', 'Entries'],
      members: {
        QueueARN: 'QueueARN',
        Entries: 'UpdateDeadLetterQueueRecordsVisibilityRequestEntryList',
      },
    },
    UpdateDeadLetterQueueRecordsVisibilityRequestEntry: {
      required: ['ReceiptHandle', 'VisibilityTimeoutSeconds'],
      members: {
        ReceiptHandle: 'ReceiptHandle',
        VisibilityTimeoutSeconds: 'VisibilityTimeoutSeconds',
      },
    },
    UpdateDeadLetterQueueRecordsVisibilityRequestEntryList: {
      member: 'UpdateDeadLetterQueueRecordsVisibilityRequestEntry',
      minLength: 1,
      maxLength: 10,
    },
    UpdateMaxRecordSizeInput: {
      required: ['MaxRecordSizeInKiB'],
      members: {
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
        MaxRecordSizeInKiB: 'MaxRecordSizeInKiB',
      },
    },
    UpdateQueueInput: {
      required: ['QueueARN', 'QueueAttributes'],
      members: {
        QueueARN: 'QueueARN',
        QueueAttributes: 'QueueAttributes',
      },
    },
    UpdateQueueRecordsVisibilityInput: {
      required: ['QueueARN', 'Entries'],
      members: {
        QueueARN: 'QueueARN',
        Entries: 'UpdateQueueRecordsVisibilityRequestEntryList',
      },
    },
    UpdateQueueRecordsVisibilityRequestEntry: {
      required: ['ReceiptHandle', 'VisibilityTimeoutSeconds'],
      members: {
        ReceiptHandle: 'ReceiptHandle',
        VisibilityTimeoutSeconds: 'VisibilityTimeoutSeconds',
      },
    },
    UpdateQueueRecordsVisibilityRequestEntryList: {
      member: 'UpdateQueueRecordsVisibilityRequestEntry',
      minLength: 1,
      maxLength: 10,
    },
    UpdateShardCountInput: {
      required: ['TargetShardCount', 'ScalingType'],
      members: {
        StreamName: 'StreamName',
        TargetShardCount: 'PositiveIntegerObject',
        ScalingType: 'ScalingType',
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
      },
    },
    UpdateStreamModeInput: {
      required: ['StreamARN', 'StreamModeDetails'],
      members: {
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
        StreamModeDetails: 'StreamModeDetails',
        WarmThroughputMiBps: 'NaturalIntegerObject',
      },
    },
    UpdateStreamRecordDistributionStrategyInput: {
      required: ['StreamARN', 'RecordDistributionStrategy'],
      members: {
        StreamARN: 'StreamARN',
        StreamId: 'StreamId',
        RecordDistributionStrategy: 'RecordDistributionStrategy',
      },
    },
    UpdateStreamWarmThroughputInput: {
      required: ['WarmThroughputMiBps'],
      members: {
        StreamARN: 'StreamARN',
        StreamName: 'StreamName',
        StreamId: 'StreamId',
        WarmThroughputMiBps: 'NaturalIntegerObject',
      },
    },
    VisibilityTimeoutSeconds: {
      min: 0,
      max: 43200,
    },
  },
};
