// The constraints of AWS's model of the API: botocore 1.44.5, data/firehose/2015-08-04/service-2.json.gz
// (Copyright Amazon.com, Inc. or its affiliates; Apache License 2.0, www.apache.org/licenses/LICENSE-2.0).
// Written by scripts/generate-aws-model.ts; what the service does otherwise stands in model-overlay.ts.
import type { ServiceModel } from '../wire/service-model.js';

export const firehoseModel: ServiceModel = {
  inputs: {
    CreateDeliveryStream: 'CreateDeliveryStreamInput',
    DeleteDeliveryStream: 'DeleteDeliveryStreamInput',
    DescribeDeliveryStream: 'DescribeDeliveryStreamInput',
    ListDeliveryStreams: 'ListDeliveryStreamsInput',
    ListTagsForDeliveryStream: 'ListTagsForDeliveryStreamInput',
    PutRecord: 'PutRecordInput',
    PutRecordBatch: 'PutRecordBatchInput',
    StartDeliveryStreamEncryption: 'StartDeliveryStreamEncryptionInput',
    StopDeliveryStreamEncryption: 'StopDeliveryStreamEncryptionInput',
    TagDeliveryStream: 'TagDeliveryStreamInput',
    UntagDeliveryStream: 'UntagDeliveryStreamInput',
    UpdateDestination: 'UpdateDestinationInput',
  },
  shapes: {
    AWSKMSKeyARN: {
      minLength: 1,
      maxLength: 512,
      pattern: 'arn:.*:kms:[a-zA-Z0-9\\-]+:\\d{12}:(key|alias)/[a-zA-Z_0-9+=,.@\\-_/]+',
    },
    AWSKMSKeyARNForSSE: {
      minLength: 1,
      maxLength: 512,
      pattern: 'arn:.*:kms:[a-zA-Z0-9\\-]+:\\d{12}:key/[a-zA-Z_0-9+=,.@\\-_/]+',
    },
    AmazonOpenSearchServerlessBufferingHints: {
      members: {
        IntervalInSeconds: 'AmazonOpenSearchServerlessBufferingIntervalInSeconds',
        SizeInMBs: 'AmazonOpenSearchServerlessBufferingSizeInMBs',
      },
    },
    AmazonOpenSearchServerlessBufferingIntervalInSeconds: {
      min: 0,
      max: 900,
    },
    AmazonOpenSearchServerlessBufferingSizeInMBs: {
      min: 1,
      max: 100,
    },
    AmazonOpenSearchServerlessCollectionEndpoint: {
      minLength: 1,
      maxLength: 512,
      pattern: 'https:.*',
    },
    AmazonOpenSearchServerlessDestinationConfiguration: {
      required: ['RoleARN', 'IndexName', 'S3Configuration'],
      members: {
        RoleARN: 'RoleARN',
        CollectionEndpoint: 'AmazonOpenSearchServerlessCollectionEndpoint',
        IndexName: 'AmazonOpenSearchServerlessIndexName',
        BufferingHints: 'AmazonOpenSearchServerlessBufferingHints',
        RetryOptions: 'AmazonOpenSearchServerlessRetryOptions',
        S3BackupMode: 'AmazonOpenSearchServerlessS3BackupMode',
        S3Configuration: 'S3DestinationConfiguration',
        ProcessingConfiguration: 'ProcessingConfiguration',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        VpcConfiguration: 'VpcConfiguration',
      },
    },
    AmazonOpenSearchServerlessDestinationUpdate: {
      members: {
        RoleARN: 'RoleARN',
        CollectionEndpoint: 'AmazonOpenSearchServerlessCollectionEndpoint',
        IndexName: 'AmazonOpenSearchServerlessIndexName',
        BufferingHints: 'AmazonOpenSearchServerlessBufferingHints',
        RetryOptions: 'AmazonOpenSearchServerlessRetryOptions',
        S3Update: 'S3DestinationUpdate',
        ProcessingConfiguration: 'ProcessingConfiguration',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
      },
    },
    AmazonOpenSearchServerlessIndexName: {
      minLength: 1,
      maxLength: 80,
      pattern: '.*',
    },
    AmazonOpenSearchServerlessRetryDurationInSeconds: {
      min: 0,
      max: 7200,
    },
    AmazonOpenSearchServerlessRetryOptions: {
      members: {
        DurationInSeconds: 'AmazonOpenSearchServerlessRetryDurationInSeconds',
      },
    },
    AmazonOpenSearchServerlessS3BackupMode: {
      enum: ['FailedDocumentsOnly', 'AllDocuments'],
    },
    AmazonopensearchserviceBufferingHints: {
      members: {
        IntervalInSeconds: 'AmazonopensearchserviceBufferingIntervalInSeconds',
        SizeInMBs: 'AmazonopensearchserviceBufferingSizeInMBs',
      },
    },
    AmazonopensearchserviceBufferingIntervalInSeconds: {
      min: 0,
      max: 900,
    },
    AmazonopensearchserviceBufferingSizeInMBs: {
      min: 1,
      max: 100,
    },
    AmazonopensearchserviceClusterEndpoint: {
      minLength: 1,
      maxLength: 512,
      pattern: 'https:.*',
    },
    AmazonopensearchserviceDestinationConfiguration: {
      required: ['RoleARN', 'IndexName', 'S3Configuration'],
      members: {
        RoleARN: 'RoleARN',
        DomainARN: 'AmazonopensearchserviceDomainARN',
        ClusterEndpoint: 'AmazonopensearchserviceClusterEndpoint',
        IndexName: 'AmazonopensearchserviceIndexName',
        TypeName: 'AmazonopensearchserviceTypeName',
        IndexRotationPeriod: 'AmazonopensearchserviceIndexRotationPeriod',
        BufferingHints: 'AmazonopensearchserviceBufferingHints',
        RetryOptions: 'AmazonopensearchserviceRetryOptions',
        S3BackupMode: 'AmazonopensearchserviceS3BackupMode',
        S3Configuration: 'S3DestinationConfiguration',
        ProcessingConfiguration: 'ProcessingConfiguration',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        VpcConfiguration: 'VpcConfiguration',
        DocumentIdOptions: 'DocumentIdOptions',
      },
    },
    AmazonopensearchserviceDestinationUpdate: {
      members: {
        RoleARN: 'RoleARN',
        DomainARN: 'AmazonopensearchserviceDomainARN',
        ClusterEndpoint: 'AmazonopensearchserviceClusterEndpoint',
        IndexName: 'AmazonopensearchserviceIndexName',
        TypeName: 'AmazonopensearchserviceTypeName',
        IndexRotationPeriod: 'AmazonopensearchserviceIndexRotationPeriod',
        BufferingHints: 'AmazonopensearchserviceBufferingHints',
        RetryOptions: 'AmazonopensearchserviceRetryOptions',
        S3Update: 'S3DestinationUpdate',
        ProcessingConfiguration: 'ProcessingConfiguration',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        DocumentIdOptions: 'DocumentIdOptions',
      },
    },
    AmazonopensearchserviceDomainARN: {
      minLength: 1,
      maxLength: 512,
      pattern: 'arn:.*:es:[a-zA-Z0-9\\-]+:\\d{12}:domain/[a-z][-0-9a-z]{2,27}',
    },
    AmazonopensearchserviceIndexName: {
      minLength: 1,
      maxLength: 80,
      pattern: '.*',
    },
    AmazonopensearchserviceIndexRotationPeriod: {
      enum: ['NoRotation', 'OneHour', 'OneDay', 'OneWeek', 'OneMonth'],
    },
    AmazonopensearchserviceRetryDurationInSeconds: {
      min: 0,
      max: 7200,
    },
    AmazonopensearchserviceRetryOptions: {
      members: {
        DurationInSeconds: 'AmazonopensearchserviceRetryDurationInSeconds',
      },
    },
    AmazonopensearchserviceS3BackupMode: {
      enum: ['FailedDocumentsOnly', 'AllDocuments'],
    },
    AmazonopensearchserviceTypeName: {
      minLength: 0,
      maxLength: 100,
      pattern: '.*',
    },
    AuthenticationConfiguration: {
      required: ['RoleARN', 'Connectivity'],
      members: {
        RoleARN: 'RoleARN',
        Connectivity: 'Connectivity',
      },
    },
    BlockSizeBytes: {
      min: 67108864,
    },
    BucketARN: {
      minLength: 1,
      maxLength: 2048,
      pattern: 'arn:.*:s3:::[\\w\\.\\-]{1,255}',
    },
    BufferingHints: {
      members: {
        SizeInMBs: 'SizeInMBs',
        IntervalInSeconds: 'IntervalInSeconds',
      },
    },
    CatalogConfiguration: {
      members: {
        CatalogARN: 'GlueDataCatalogARN',
        WarehouseLocation: 'WarehouseLocation',
      },
    },
    CloudWatchLoggingOptions: {
      members: {
        LogGroupName: 'LogGroupName',
        LogStreamName: 'LogStreamName',
      },
    },
    ClusterJDBCURL: {
      minLength: 1,
      maxLength: 512,
      pattern:
        'jdbc:(redshift|postgresql)://((?!-)[A-Za-z0-9-]{1,63}(?<!-)\\.)+(redshift(-serverless)?)\\.([a-zA-Z0-9\\.\\-]+):\\d{1,5}/[a-zA-Z0-9_$-]+',
    },
    ColumnToJsonKeyMappings: {
      key: 'NonEmptyStringWithoutWhitespace',
      member: 'NonEmptyString',
    },
    CompressionFormat: {
      enum: ['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'],
    },
    Connectivity: {
      enum: ['PUBLIC', 'PRIVATE'],
    },
    ContentEncoding: {
      enum: ['NONE', 'GZIP'],
    },
    CopyCommand: {
      required: ['DataTableName'],
      members: {
        DataTableName: 'DataTableName',
        DataTableColumns: 'DataTableColumns',
        CopyOptions: 'CopyOptions',
      },
    },
    CopyOptions: {
      minLength: 0,
      maxLength: 10240,
      pattern: '.*',
    },
    CreateDeliveryStreamInput: {
      required: ['DeliveryStreamName'],
      members: {
        DeliveryStreamName: 'DeliveryStreamName',
        DeliveryStreamType: 'DeliveryStreamType',
        DirectPutSourceConfiguration: 'DirectPutSourceConfiguration',
        KinesisStreamSourceConfiguration: 'KinesisStreamSourceConfiguration',
        DeliveryStreamEncryptionConfigurationInput: 'DeliveryStreamEncryptionConfigurationInput',
        S3DestinationConfiguration: 'S3DestinationConfiguration',
        ExtendedS3DestinationConfiguration: 'ExtendedS3DestinationConfiguration',
        RedshiftDestinationConfiguration: 'RedshiftDestinationConfiguration',
        ElasticsearchDestinationConfiguration: 'ElasticsearchDestinationConfiguration',
        AmazonopensearchserviceDestinationConfiguration: 'AmazonopensearchserviceDestinationConfiguration',
        SplunkDestinationConfiguration: 'SplunkDestinationConfiguration',
        HttpEndpointDestinationConfiguration: 'HttpEndpointDestinationConfiguration',
        Tags: 'TagDeliveryStreamInputTagList',
        AmazonOpenSearchServerlessDestinationConfiguration:
          'AmazonOpenSearchServerlessDestinationConfiguration',
        MSKSourceConfiguration: 'MSKSourceConfiguration',
        SnowflakeDestinationConfiguration: 'SnowflakeDestinationConfiguration',
        IcebergDestinationConfiguration: 'IcebergDestinationConfiguration',
        DatabaseSourceConfiguration: 'DatabaseSourceConfiguration',
      },
    },
    CustomTimeZone: {
      minLength: 0,
      maxLength: 50,
      pattern: '^$|[a-zA-Z/_]+',
    },
    Data: {
      minLength: 0,
      maxLength: 1024000,
    },
    DataFormatConversionConfiguration: {
      members: {
        SchemaConfiguration: 'SchemaConfiguration',
        InputFormatConfiguration: 'InputFormatConfiguration',
        OutputFormatConfiguration: 'OutputFormatConfiguration',
      },
    },
    DataTableColumns: {
      minLength: 0,
      maxLength: 10240,
      pattern: '.*',
    },
    DataTableName: {
      minLength: 1,
      maxLength: 512,
      pattern: '.*',
    },
    DatabaseColumnIncludeOrExcludeList: {
      member: 'DatabaseColumnName',
    },
    DatabaseColumnList: {
      members: {
        Include: 'DatabaseColumnIncludeOrExcludeList',
        Exclude: 'DatabaseColumnIncludeOrExcludeList',
      },
    },
    DatabaseColumnName: {
      minLength: 1,
      maxLength: 194,
      pattern: '[\\u0001-\\uFFFF]*',
    },
    DatabaseEndpoint: {
      minLength: 1,
      maxLength: 255,
      pattern: '^(?!\\s*$).+',
    },
    DatabaseIncludeOrExcludeList: {
      member: 'DatabaseName',
    },
    DatabaseList: {
      members: {
        Include: 'DatabaseIncludeOrExcludeList',
        Exclude: 'DatabaseIncludeOrExcludeList',
      },
    },
    DatabaseName: {
      minLength: 1,
      maxLength: 64,
      pattern: '[\\u0001-\\uFFFF]*',
    },
    DatabasePort: {
      min: 0,
      max: 65535,
    },
    DatabaseSourceAuthenticationConfiguration: {
      required: ['SecretsManagerConfiguration'],
      members: {
        SecretsManagerConfiguration: 'SecretsManagerConfiguration',
      },
    },
    DatabaseSourceConfiguration: {
      required: [
        'Type',
        'Endpoint',
        'Port',
        'Databases',
        'Tables',
        'SnapshotWatermarkTable',
        'DatabaseSourceAuthenticationConfiguration',
        'DatabaseSourceVPCConfiguration',
      ],
      members: {
        Type: 'DatabaseType',
        Endpoint: 'DatabaseEndpoint',
        Port: 'DatabasePort',
        SSLMode: 'SSLMode',
        Databases: 'DatabaseList',
        Tables: 'DatabaseTableList',
        Columns: 'DatabaseColumnList',
        SurrogateKeys: 'DatabaseSurrogateKeyList',
        SnapshotWatermarkTable: 'DatabaseTableName',
        DatabaseSourceAuthenticationConfiguration: 'DatabaseSourceAuthenticationConfiguration',
        DatabaseSourceVPCConfiguration: 'DatabaseSourceVPCConfiguration',
      },
    },
    DatabaseSourceVPCConfiguration: {
      required: ['VpcEndpointServiceName'],
      members: {
        VpcEndpointServiceName: 'VpcEndpointServiceName',
      },
    },
    DatabaseSurrogateKeyList: {
      member: 'NonEmptyStringWithoutWhitespace',
    },
    DatabaseTableIncludeOrExcludeList: {
      member: 'DatabaseTableName',
    },
    DatabaseTableList: {
      members: {
        Include: 'DatabaseTableIncludeOrExcludeList',
        Exclude: 'DatabaseTableIncludeOrExcludeList',
      },
    },
    DatabaseTableName: {
      minLength: 1,
      maxLength: 129,
      pattern: '[\\u0001-\\uFFFF]*',
    },
    DatabaseType: {
      enum: ['MySQL', 'PostgreSQL'],
    },
    DefaultDocumentIdFormat: {
      enum: ['FIREHOSE_DEFAULT', 'NO_DOCUMENT_ID'],
    },
    DeleteDeliveryStreamInput: {
      required: ['DeliveryStreamName'],
      members: {
        DeliveryStreamName: 'DeliveryStreamName',
      },
    },
    DeliveryStreamEncryptionConfigurationInput: {
      required: ['KeyType'],
      members: {
        KeyARN: 'AWSKMSKeyARNForSSE',
        KeyType: 'KeyType',
      },
    },
    DeliveryStreamName: {
      minLength: 1,
      maxLength: 64,
      pattern: '[a-zA-Z0-9_.-]+',
    },
    DeliveryStreamType: {
      enum: ['DirectPut', 'KinesisStreamAsSource', 'MSKAsSource', 'DatabaseAsSource'],
    },
    DeliveryStreamVersionId: {
      minLength: 1,
      maxLength: 50,
      pattern: '[0-9]+',
    },
    DescribeDeliveryStreamInput: {
      required: ['DeliveryStreamName'],
      members: {
        DeliveryStreamName: 'DeliveryStreamName',
        Limit: 'DescribeDeliveryStreamInputLimit',
        ExclusiveStartDestinationId: 'DestinationId',
      },
    },
    DescribeDeliveryStreamInputLimit: {
      min: 1,
      max: 10000,
    },
    Deserializer: {
      members: {
        OpenXJsonSerDe: 'OpenXJsonSerDe',
        HiveJsonSerDe: 'HiveJsonSerDe',
      },
    },
    DestinationId: {
      minLength: 1,
      maxLength: 100,
      pattern: '[a-zA-Z0-9-]+',
    },
    DestinationTableConfiguration: {
      required: ['DestinationTableName', 'DestinationDatabaseName'],
      members: {
        DestinationTableName: 'StringWithLettersDigitsUnderscoresDots',
        DestinationDatabaseName: 'StringWithLettersDigitsUnderscoresDots',
        UniqueKeys: 'ListOfNonEmptyStringsWithoutWhitespace',
        PartitionSpec: 'PartitionSpec',
        S3ErrorOutputPrefix: 'ErrorOutputPrefix',
      },
    },
    DestinationTableConfigurationList: {
      member: 'DestinationTableConfiguration',
    },
    DirectPutSourceConfiguration: {
      required: ['ThroughputHintInMBs'],
      members: {
        ThroughputHintInMBs: 'ThroughputHintInMBs',
      },
    },
    DocumentIdOptions: {
      required: ['DefaultDocumentIdFormat'],
      members: {
        DefaultDocumentIdFormat: 'DefaultDocumentIdFormat',
      },
    },
    DynamicPartitioningConfiguration: {
      members: {
        RetryOptions: 'RetryOptions',
      },
    },
    ElasticsearchBufferingHints: {
      members: {
        IntervalInSeconds: 'ElasticsearchBufferingIntervalInSeconds',
        SizeInMBs: 'ElasticsearchBufferingSizeInMBs',
      },
    },
    ElasticsearchBufferingIntervalInSeconds: {
      min: 0,
      max: 900,
    },
    ElasticsearchBufferingSizeInMBs: {
      min: 1,
      max: 100,
    },
    ElasticsearchClusterEndpoint: {
      minLength: 1,
      maxLength: 512,
      pattern: 'https:.*',
    },
    ElasticsearchDestinationConfiguration: {
      required: ['RoleARN', 'IndexName', 'S3Configuration'],
      members: {
        RoleARN: 'RoleARN',
        DomainARN: 'ElasticsearchDomainARN',
        ClusterEndpoint: 'ElasticsearchClusterEndpoint',
        IndexName: 'ElasticsearchIndexName',
        TypeName: 'ElasticsearchTypeName',
        IndexRotationPeriod: 'ElasticsearchIndexRotationPeriod',
        BufferingHints: 'ElasticsearchBufferingHints',
        RetryOptions: 'ElasticsearchRetryOptions',
        S3BackupMode: 'ElasticsearchS3BackupMode',
        S3Configuration: 'S3DestinationConfiguration',
        ProcessingConfiguration: 'ProcessingConfiguration',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        VpcConfiguration: 'VpcConfiguration',
        DocumentIdOptions: 'DocumentIdOptions',
      },
    },
    ElasticsearchDestinationUpdate: {
      members: {
        RoleARN: 'RoleARN',
        DomainARN: 'ElasticsearchDomainARN',
        ClusterEndpoint: 'ElasticsearchClusterEndpoint',
        IndexName: 'ElasticsearchIndexName',
        TypeName: 'ElasticsearchTypeName',
        IndexRotationPeriod: 'ElasticsearchIndexRotationPeriod',
        BufferingHints: 'ElasticsearchBufferingHints',
        RetryOptions: 'ElasticsearchRetryOptions',
        S3Update: 'S3DestinationUpdate',
        ProcessingConfiguration: 'ProcessingConfiguration',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        DocumentIdOptions: 'DocumentIdOptions',
      },
    },
    ElasticsearchDomainARN: {
      minLength: 1,
      maxLength: 512,
      pattern: 'arn:.*:es:[a-zA-Z0-9\\-]+:\\d{12}:domain/[a-z][-0-9a-z]{2,27}',
    },
    ElasticsearchIndexName: {
      minLength: 1,
      maxLength: 80,
      pattern: '.*',
    },
    ElasticsearchIndexRotationPeriod: {
      enum: ['NoRotation', 'OneHour', 'OneDay', 'OneWeek', 'OneMonth'],
    },
    ElasticsearchRetryDurationInSeconds: {
      min: 0,
      max: 7200,
    },
    ElasticsearchRetryOptions: {
      members: {
        DurationInSeconds: 'ElasticsearchRetryDurationInSeconds',
      },
    },
    ElasticsearchS3BackupMode: {
      enum: ['FailedDocumentsOnly', 'AllDocuments'],
    },
    ElasticsearchTypeName: {
      minLength: 0,
      maxLength: 100,
      pattern: '.*',
    },
    EncryptionConfiguration: {
      members: {
        NoEncryptionConfig: 'NoEncryptionConfig',
        KMSEncryptionConfig: 'KMSEncryptionConfig',
      },
    },
    ErrorOutputPrefix: {
      minLength: 0,
      maxLength: 1024,
      pattern: '.*',
    },
    ExtendedS3DestinationConfiguration: {
      required: ['RoleARN', 'BucketARN'],
      members: {
        RoleARN: 'RoleARN',
        BucketARN: 'BucketARN',
        Prefix: 'Prefix',
        ErrorOutputPrefix: 'ErrorOutputPrefix',
        BufferingHints: 'BufferingHints',
        CompressionFormat: 'CompressionFormat',
        EncryptionConfiguration: 'EncryptionConfiguration',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        ProcessingConfiguration: 'ProcessingConfiguration',
        S3BackupMode: 'S3BackupMode',
        S3BackupConfiguration: 'S3DestinationConfiguration',
        DataFormatConversionConfiguration: 'DataFormatConversionConfiguration',
        DynamicPartitioningConfiguration: 'DynamicPartitioningConfiguration',
        FileExtension: 'FileExtension',
        CustomTimeZone: 'CustomTimeZone',
      },
    },
    ExtendedS3DestinationUpdate: {
      members: {
        RoleARN: 'RoleARN',
        BucketARN: 'BucketARN',
        Prefix: 'Prefix',
        ErrorOutputPrefix: 'ErrorOutputPrefix',
        BufferingHints: 'BufferingHints',
        CompressionFormat: 'CompressionFormat',
        EncryptionConfiguration: 'EncryptionConfiguration',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        ProcessingConfiguration: 'ProcessingConfiguration',
        S3BackupMode: 'S3BackupMode',
        S3BackupUpdate: 'S3DestinationUpdate',
        DataFormatConversionConfiguration: 'DataFormatConversionConfiguration',
        DynamicPartitioningConfiguration: 'DynamicPartitioningConfiguration',
        FileExtension: 'FileExtension',
        CustomTimeZone: 'CustomTimeZone',
      },
    },
    FileExtension: {
      minLength: 0,
      maxLength: 128,
      pattern: "^$|\\.[0-9a-z!\\-_.*'()]+",
    },
    GlueDataCatalogARN: {
      minLength: 1,
      maxLength: 512,
      pattern: 'arn:.*:glue:.*:\\d{12}:catalog(?:(/[a-z0-9_-]+){1,2})?',
    },
    HECAcknowledgmentTimeoutInSeconds: {
      min: 180,
      max: 600,
    },
    HECEndpoint: {
      minLength: 0,
      maxLength: 2048,
      pattern: '.*',
    },
    HECEndpointType: {
      enum: ['Raw', 'Event'],
    },
    HECToken: {
      minLength: 0,
      maxLength: 2048,
      pattern: '.*',
    },
    HiveJsonSerDe: {
      members: {
        TimestampFormats: 'ListOfNonEmptyStrings',
      },
    },
    HttpEndpointAccessKey: {
      minLength: 0,
      maxLength: 4096,
      pattern: '.*',
    },
    HttpEndpointAttributeName: {
      minLength: 1,
      maxLength: 256,
      pattern: '^(?!\\s*$).+',
    },
    HttpEndpointAttributeValue: {
      minLength: 0,
      maxLength: 1024,
      pattern: '.*',
    },
    HttpEndpointBufferingHints: {
      members: {
        SizeInMBs: 'HttpEndpointBufferingSizeInMBs',
        IntervalInSeconds: 'HttpEndpointBufferingIntervalInSeconds',
      },
    },
    HttpEndpointBufferingIntervalInSeconds: {
      min: 0,
      max: 900,
    },
    HttpEndpointBufferingSizeInMBs: {
      min: 1,
      max: 64,
    },
    HttpEndpointCommonAttribute: {
      required: ['AttributeName', 'AttributeValue'],
      members: {
        AttributeName: 'HttpEndpointAttributeName',
        AttributeValue: 'HttpEndpointAttributeValue',
      },
    },
    HttpEndpointCommonAttributesList: {
      member: 'HttpEndpointCommonAttribute',
      minLength: 0,
      maxLength: 50,
    },
    HttpEndpointConfiguration: {
      required: ['Url'],
      members: {
        Url: 'HttpEndpointUrl',
        Name: 'HttpEndpointName',
        AccessKey: 'HttpEndpointAccessKey',
      },
    },
    HttpEndpointDestinationConfiguration: {
      required: ['EndpointConfiguration', 'S3Configuration'],
      members: {
        EndpointConfiguration: 'HttpEndpointConfiguration',
        BufferingHints: 'HttpEndpointBufferingHints',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        RequestConfiguration: 'HttpEndpointRequestConfiguration',
        ProcessingConfiguration: 'ProcessingConfiguration',
        RoleARN: 'RoleARN',
        RetryOptions: 'HttpEndpointRetryOptions',
        S3BackupMode: 'HttpEndpointS3BackupMode',
        S3Configuration: 'S3DestinationConfiguration',
        SecretsManagerConfiguration: 'SecretsManagerConfiguration',
      },
    },
    HttpEndpointDestinationUpdate: {
      members: {
        EndpointConfiguration: 'HttpEndpointConfiguration',
        BufferingHints: 'HttpEndpointBufferingHints',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        RequestConfiguration: 'HttpEndpointRequestConfiguration',
        ProcessingConfiguration: 'ProcessingConfiguration',
        RoleARN: 'RoleARN',
        RetryOptions: 'HttpEndpointRetryOptions',
        S3BackupMode: 'HttpEndpointS3BackupMode',
        S3Update: 'S3DestinationUpdate',
        SecretsManagerConfiguration: 'SecretsManagerConfiguration',
      },
    },
    HttpEndpointName: {
      minLength: 1,
      maxLength: 256,
      pattern: '^(?!\\s*$).+',
    },
    HttpEndpointRequestConfiguration: {
      members: {
        ContentEncoding: 'ContentEncoding',
        CommonAttributes: 'HttpEndpointCommonAttributesList',
      },
    },
    HttpEndpointRetryDurationInSeconds: {
      min: 0,
      max: 7200,
    },
    HttpEndpointRetryOptions: {
      members: {
        DurationInSeconds: 'HttpEndpointRetryDurationInSeconds',
      },
    },
    HttpEndpointS3BackupMode: {
      enum: ['FailedDataOnly', 'AllData'],
    },
    HttpEndpointUrl: {
      minLength: 1,
      maxLength: 1000,
      pattern: 'https://.*',
    },
    IcebergDestinationConfiguration: {
      required: ['RoleARN', 'CatalogConfiguration', 'S3Configuration'],
      members: {
        DestinationTableConfigurationList: 'DestinationTableConfigurationList',
        SchemaEvolutionConfiguration: 'SchemaEvolutionConfiguration',
        TableCreationConfiguration: 'TableCreationConfiguration',
        BufferingHints: 'BufferingHints',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        ProcessingConfiguration: 'ProcessingConfiguration',
        S3BackupMode: 'IcebergS3BackupMode',
        RetryOptions: 'RetryOptions',
        RoleARN: 'RoleARN',
        CatalogConfiguration: 'CatalogConfiguration',
        S3Configuration: 'S3DestinationConfiguration',
      },
    },
    IcebergDestinationUpdate: {
      members: {
        DestinationTableConfigurationList: 'DestinationTableConfigurationList',
        SchemaEvolutionConfiguration: 'SchemaEvolutionConfiguration',
        TableCreationConfiguration: 'TableCreationConfiguration',
        BufferingHints: 'BufferingHints',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        ProcessingConfiguration: 'ProcessingConfiguration',
        S3BackupMode: 'IcebergS3BackupMode',
        RetryOptions: 'RetryOptions',
        RoleARN: 'RoleARN',
        CatalogConfiguration: 'CatalogConfiguration',
        S3Configuration: 'S3DestinationConfiguration',
      },
    },
    IcebergS3BackupMode: {
      enum: ['FailedDataOnly', 'AllData'],
    },
    InputFormatConfiguration: {
      members: {
        Deserializer: 'Deserializer',
      },
    },
    IntervalInSeconds: {
      min: 0,
      max: 900,
    },
    KMSEncryptionConfig: {
      required: ['AWSKMSKeyARN'],
      members: {
        AWSKMSKeyARN: 'AWSKMSKeyARN',
      },
    },
    KeyType: {
      enum: ['AWS_OWNED_CMK', 'CUSTOMER_MANAGED_CMK'],
    },
    KinesisStreamARN: {
      minLength: 1,
      maxLength: 512,
      pattern: 'arn:.*:kinesis:[a-zA-Z0-9\\-]+:\\d{12}:stream/[a-zA-Z0-9_.-]+',
    },
    KinesisStreamSourceConfiguration: {
      required: ['KinesisStreamARN', 'RoleARN'],
      members: {
        KinesisStreamARN: 'KinesisStreamARN',
        RoleARN: 'RoleARN',
      },
    },
    ListDeliveryStreamsInput: {
      members: {
        Limit: 'ListDeliveryStreamsInputLimit',
        DeliveryStreamType: 'DeliveryStreamType',
        ExclusiveStartDeliveryStreamName: 'DeliveryStreamName',
      },
    },
    ListDeliveryStreamsInputLimit: {
      min: 1,
      max: 10000,
    },
    ListOfNonEmptyStrings: {
      member: 'NonEmptyString',
    },
    ListOfNonEmptyStringsWithoutWhitespace: {
      member: 'NonEmptyStringWithoutWhitespace',
    },
    ListTagsForDeliveryStreamInput: {
      required: ['DeliveryStreamName'],
      members: {
        DeliveryStreamName: 'DeliveryStreamName',
        ExclusiveStartTagKey: 'TagKey',
        Limit: 'ListTagsForDeliveryStreamInputLimit',
      },
    },
    ListTagsForDeliveryStreamInputLimit: {
      min: 1,
      max: 50,
    },
    LogGroupName: {
      minLength: 0,
      maxLength: 512,
      pattern: '[\\.\\-_/#A-Za-z0-9]*',
    },
    LogStreamName: {
      minLength: 0,
      maxLength: 512,
      pattern: '[^:*]*',
    },
    MSKClusterARN: {
      minLength: 1,
      maxLength: 512,
      pattern: 'arn:.*',
    },
    MSKSourceConfiguration: {
      required: ['MSKClusterARN', 'TopicName', 'AuthenticationConfiguration'],
      members: {
        MSKClusterARN: 'MSKClusterARN',
        TopicName: 'TopicName',
        AuthenticationConfiguration: 'AuthenticationConfiguration',
      },
    },
    NoEncryptionConfig: {
      enum: ['NoEncryption'],
    },
    NonEmptyString: {
      minLength: 1,
      maxLength: 1024,
      pattern: '^(?!\\s*$).+',
    },
    NonEmptyStringWithoutWhitespace: {
      minLength: 1,
      maxLength: 1024,
      pattern: '^\\S+$',
    },
    NonNegativeIntegerObject: {
      min: 0,
    },
    OpenXJsonSerDe: {
      members: {
        ColumnToJsonKeyMappings: 'ColumnToJsonKeyMappings',
      },
    },
    OrcCompression: {
      enum: ['NONE', 'ZLIB', 'SNAPPY'],
    },
    OrcFormatVersion: {
      enum: ['V0_11', 'V0_12'],
    },
    OrcRowIndexStride: {
      min: 1000,
    },
    OrcSerDe: {
      members: {
        StripeSizeBytes: 'OrcStripeSizeBytes',
        BlockSizeBytes: 'BlockSizeBytes',
        RowIndexStride: 'OrcRowIndexStride',
        PaddingTolerance: 'Proportion',
        Compression: 'OrcCompression',
        BloomFilterColumns: 'ListOfNonEmptyStringsWithoutWhitespace',
        BloomFilterFalsePositiveProbability: 'Proportion',
        DictionaryKeyThreshold: 'Proportion',
        FormatVersion: 'OrcFormatVersion',
      },
    },
    OrcStripeSizeBytes: {
      min: 8388608,
    },
    OutputFormatConfiguration: {
      members: {
        Serializer: 'Serializer',
      },
    },
    ParquetCompression: {
      enum: ['UNCOMPRESSED', 'GZIP', 'SNAPPY'],
    },
    ParquetPageSizeBytes: {
      min: 65536,
    },
    ParquetSerDe: {
      members: {
        BlockSizeBytes: 'BlockSizeBytes',
        PageSizeBytes: 'ParquetPageSizeBytes',
        Compression: 'ParquetCompression',
        MaxPaddingBytes: 'NonNegativeIntegerObject',
        WriterVersion: 'ParquetWriterVersion',
      },
    },
    ParquetWriterVersion: {
      enum: ['V1', 'V2'],
    },
    PartitionField: {
      required: ['SourceName'],
      members: {
        SourceName: 'NonEmptyStringWithoutWhitespace',
      },
    },
    PartitionFields: {
      member: 'PartitionField',
    },
    PartitionSpec: {
      members: {
        Identity: 'PartitionFields',
      },
    },
    Password: {
      minLength: 6,
      maxLength: 512,
      pattern: '.*',
    },
    Prefix: {
      minLength: 0,
      maxLength: 1024,
      pattern: '.*',
    },
    ProcessingConfiguration: {
      members: {
        Processors: 'ProcessorList',
      },
    },
    Processor: {
      required: ['Type'],
      members: {
        Type: 'ProcessorType',
        Parameters: 'ProcessorParameterList',
      },
    },
    ProcessorList: {
      member: 'Processor',
    },
    ProcessorParameter: {
      required: ['ParameterName', 'ParameterValue'],
      members: {
        ParameterName: 'ProcessorParameterName',
        ParameterValue: 'ProcessorParameterValue',
      },
    },
    ProcessorParameterList: {
      member: 'ProcessorParameter',
    },
    ProcessorParameterName: {
      enum: [
        'LambdaArn',
        'NumberOfRetries',
        'MetadataExtractionQuery',
        'JsonParsingEngine',
        'RoleArn',
        'BufferSizeInMBs',
        'BufferIntervalInSeconds',
        'SubRecordType',
        'Delimiter',
        'CompressionFormat',
        'DataMessageExtraction',
      ],
    },
    ProcessorParameterValue: {
      minLength: 1,
      maxLength: 5120,
      pattern: '^(?!\\s*$).+',
    },
    ProcessorType: {
      enum: [
        'RecordDeAggregation',
        'Decompression',
        'CloudWatchLogProcessing',
        'Lambda',
        'MetadataExtraction',
        'AppendDelimiterToRecord',
      ],
    },
    Proportion: {
      min: 0,
      max: 1,
    },
    PutRecordBatchInput: {
      required: ['DeliveryStreamName', 'Records'],
      members: {
        DeliveryStreamName: 'DeliveryStreamName',
        Records: 'PutRecordBatchRequestEntryList',
      },
    },
    PutRecordBatchRequestEntryList: {
      member: 'Record',
      minLength: 1,
      maxLength: 500,
    },
    PutRecordInput: {
      required: ['DeliveryStreamName', 'Record'],
      members: {
        DeliveryStreamName: 'DeliveryStreamName',
        Record: 'Record',
      },
    },
    Record: {
      required: ['Data'],
      members: {
        Data: 'Data',
      },
    },
    RedshiftDestinationConfiguration: {
      required: ['RoleARN', 'ClusterJDBCURL', 'CopyCommand', 'S3Configuration'],
      members: {
        RoleARN: 'RoleARN',
        ClusterJDBCURL: 'ClusterJDBCURL',
        CopyCommand: 'CopyCommand',
        Username: 'Username',
        Password: 'Password',
        RetryOptions: 'RedshiftRetryOptions',
        S3Configuration: 'S3DestinationConfiguration',
        ProcessingConfiguration: 'ProcessingConfiguration',
        S3BackupMode: 'RedshiftS3BackupMode',
        S3BackupConfiguration: 'S3DestinationConfiguration',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        SecretsManagerConfiguration: 'SecretsManagerConfiguration',
      },
    },
    RedshiftDestinationUpdate: {
      members: {
        RoleARN: 'RoleARN',
        ClusterJDBCURL: 'ClusterJDBCURL',
        CopyCommand: 'CopyCommand',
        Username: 'Username',
        Password: 'Password',
        RetryOptions: 'RedshiftRetryOptions',
        S3Update: 'S3DestinationUpdate',
        ProcessingConfiguration: 'ProcessingConfiguration',
        S3BackupMode: 'RedshiftS3BackupMode',
        S3BackupUpdate: 'S3DestinationUpdate',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        SecretsManagerConfiguration: 'SecretsManagerConfiguration',
      },
    },
    RedshiftRetryDurationInSeconds: {
      min: 0,
      max: 7200,
    },
    RedshiftRetryOptions: {
      members: {
        DurationInSeconds: 'RedshiftRetryDurationInSeconds',
      },
    },
    RedshiftS3BackupMode: {
      enum: ['Disabled', 'Enabled'],
    },
    RetryDurationInSeconds: {
      min: 0,
      max: 7200,
    },
    RetryOptions: {
      members: {
        DurationInSeconds: 'RetryDurationInSeconds',
      },
    },
    RoleARN: {
      minLength: 1,
      maxLength: 512,
      pattern: 'arn:.*:iam::\\d{12}:role/[a-zA-Z_0-9+=,.@\\-_/]+',
    },
    S3BackupMode: {
      enum: ['Disabled', 'Enabled'],
    },
    S3DestinationConfiguration: {
      required: ['RoleARN', 'BucketARN'],
      members: {
        RoleARN: 'RoleARN',
        BucketARN: 'BucketARN',
        Prefix: 'Prefix',
        ErrorOutputPrefix: 'ErrorOutputPrefix',
        BufferingHints: 'BufferingHints',
        CompressionFormat: 'CompressionFormat',
        EncryptionConfiguration: 'EncryptionConfiguration',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
      },
    },
    S3DestinationUpdate: {
      members: {
        RoleARN: 'RoleARN',
        BucketARN: 'BucketARN',
        Prefix: 'Prefix',
        ErrorOutputPrefix: 'ErrorOutputPrefix',
        BufferingHints: 'BufferingHints',
        CompressionFormat: 'CompressionFormat',
        EncryptionConfiguration: 'EncryptionConfiguration',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
      },
    },
    SSLMode: {
      enum: ['Disabled', 'Enabled'],
    },
    SchemaConfiguration: {
      members: {
        RoleARN: 'NonEmptyStringWithoutWhitespace',
        CatalogId: 'NonEmptyStringWithoutWhitespace',
        DatabaseName: 'NonEmptyStringWithoutWhitespace',
        TableName: 'NonEmptyStringWithoutWhitespace',
        Region: 'NonEmptyStringWithoutWhitespace',
        VersionId: 'NonEmptyStringWithoutWhitespace',
      },
    },
    SchemaEvolutionConfiguration: {
      required: ['Enabled'],
    },
    SecretARN: {
      minLength: 1,
      maxLength: 2048,
      pattern: 'arn:.*:secretsmanager:[a-zA-Z0-9\\-]+:\\d{12}:secret:[a-zA-Z0-9\\-/_+=.@!]+',
    },
    SecretsManagerConfiguration: {
      required: ['Enabled'],
      members: {
        SecretARN: 'SecretARN',
        RoleARN: 'RoleARN',
      },
    },
    SecurityGroupIdList: {
      member: 'NonEmptyStringWithoutWhitespace',
      minLength: 1,
      maxLength: 5,
    },
    Serializer: {
      members: {
        ParquetSerDe: 'ParquetSerDe',
        OrcSerDe: 'OrcSerDe',
      },
    },
    SizeInMBs: {
      min: 1,
      max: 128,
    },
    SnowflakeAccountUrl: {
      minLength: 24,
      maxLength: 2048,
      pattern: '.+?\\.snowflakecomputing\\.com',
    },
    SnowflakeBufferingHints: {
      members: {
        SizeInMBs: 'SnowflakeBufferingSizeInMBs',
        IntervalInSeconds: 'SnowflakeBufferingIntervalInSeconds',
      },
    },
    SnowflakeBufferingIntervalInSeconds: {
      min: 0,
      max: 900,
    },
    SnowflakeBufferingSizeInMBs: {
      min: 1,
      max: 128,
    },
    SnowflakeContentColumnName: {
      minLength: 1,
      maxLength: 255,
    },
    SnowflakeDataLoadingOption: {
      enum: ['JSON_MAPPING', 'VARIANT_CONTENT_MAPPING', 'VARIANT_CONTENT_AND_METADATA_MAPPING'],
    },
    SnowflakeDatabase: {
      minLength: 1,
      maxLength: 255,
    },
    SnowflakeDestinationConfiguration: {
      required: ['AccountUrl', 'Database', 'Schema', 'Table', 'RoleARN', 'S3Configuration'],
      members: {
        AccountUrl: 'SnowflakeAccountUrl',
        PrivateKey: 'SnowflakePrivateKey',
        KeyPassphrase: 'SnowflakeKeyPassphrase',
        User: 'SnowflakeUser',
        Database: 'SnowflakeDatabase',
        Schema: 'SnowflakeSchema',
        Table: 'SnowflakeTable',
        SnowflakeRoleConfiguration: 'SnowflakeRoleConfiguration',
        DataLoadingOption: 'SnowflakeDataLoadingOption',
        MetaDataColumnName: 'SnowflakeMetaDataColumnName',
        ContentColumnName: 'SnowflakeContentColumnName',
        SnowflakeVpcConfiguration: 'SnowflakeVpcConfiguration',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        ProcessingConfiguration: 'ProcessingConfiguration',
        RoleARN: 'RoleARN',
        RetryOptions: 'SnowflakeRetryOptions',
        S3BackupMode: 'SnowflakeS3BackupMode',
        S3Configuration: 'S3DestinationConfiguration',
        SecretsManagerConfiguration: 'SecretsManagerConfiguration',
        BufferingHints: 'SnowflakeBufferingHints',
      },
    },
    SnowflakeDestinationUpdate: {
      members: {
        AccountUrl: 'SnowflakeAccountUrl',
        PrivateKey: 'SnowflakePrivateKey',
        KeyPassphrase: 'SnowflakeKeyPassphrase',
        User: 'SnowflakeUser',
        Database: 'SnowflakeDatabase',
        Schema: 'SnowflakeSchema',
        Table: 'SnowflakeTable',
        SnowflakeRoleConfiguration: 'SnowflakeRoleConfiguration',
        DataLoadingOption: 'SnowflakeDataLoadingOption',
        MetaDataColumnName: 'SnowflakeMetaDataColumnName',
        ContentColumnName: 'SnowflakeContentColumnName',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        ProcessingConfiguration: 'ProcessingConfiguration',
        RoleARN: 'RoleARN',
        RetryOptions: 'SnowflakeRetryOptions',
        S3BackupMode: 'SnowflakeS3BackupMode',
        S3Update: 'S3DestinationUpdate',
        SecretsManagerConfiguration: 'SecretsManagerConfiguration',
        BufferingHints: 'SnowflakeBufferingHints',
      },
    },
    SnowflakeKeyPassphrase: {
      minLength: 7,
      maxLength: 255,
    },
    SnowflakeMetaDataColumnName: {
      minLength: 1,
      maxLength: 255,
    },
    SnowflakePrivateKey: {
      minLength: 256,
      maxLength: 4096,
      pattern: '^(?:[A-Za-z0-9+\\/]{4})*(?:[A-Za-z0-9+\\/]{2}==|[A-Za-z0-9+\\/]{3}=)?$',
    },
    SnowflakePrivateLinkVpceId: {
      minLength: 47,
      maxLength: 255,
      pattern: '([a-zA-Z0-9\\-\\_]+\\.){2,3}vpce\\.[a-zA-Z0-9\\-]*\\.vpce-svc\\-[a-zA-Z0-9\\-]{17}$',
    },
    SnowflakeRetryDurationInSeconds: {
      min: 0,
      max: 7200,
    },
    SnowflakeRetryOptions: {
      members: {
        DurationInSeconds: 'SnowflakeRetryDurationInSeconds',
      },
    },
    SnowflakeRole: {
      minLength: 1,
      maxLength: 255,
    },
    SnowflakeRoleConfiguration: {
      members: {
        SnowflakeRole: 'SnowflakeRole',
      },
    },
    SnowflakeS3BackupMode: {
      enum: ['FailedDataOnly', 'AllData'],
    },
    SnowflakeSchema: {
      minLength: 1,
      maxLength: 255,
    },
    SnowflakeTable: {
      minLength: 1,
      maxLength: 255,
    },
    SnowflakeUser: {
      minLength: 1,
      maxLength: 255,
    },
    SnowflakeVpcConfiguration: {
      required: ['PrivateLinkVpceId'],
      members: {
        PrivateLinkVpceId: 'SnowflakePrivateLinkVpceId',
      },
    },
    SplunkBufferingHints: {
      members: {
        IntervalInSeconds: 'SplunkBufferingIntervalInSeconds',
        SizeInMBs: 'SplunkBufferingSizeInMBs',
      },
    },
    SplunkBufferingIntervalInSeconds: {
      min: 0,
      max: 60,
    },
    SplunkBufferingSizeInMBs: {
      min: 1,
      max: 5,
    },
    SplunkDestinationConfiguration: {
      required: ['HECEndpoint', 'HECEndpointType', 'S3Configuration'],
      members: {
        HECEndpoint: 'HECEndpoint',
        HECEndpointType: 'HECEndpointType',
        HECToken: 'HECToken',
        HECAcknowledgmentTimeoutInSeconds: 'HECAcknowledgmentTimeoutInSeconds',
        RetryOptions: 'SplunkRetryOptions',
        S3BackupMode: 'SplunkS3BackupMode',
        S3Configuration: 'S3DestinationConfiguration',
        ProcessingConfiguration: 'ProcessingConfiguration',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        BufferingHints: 'SplunkBufferingHints',
        SecretsManagerConfiguration: 'SecretsManagerConfiguration',
      },
    },
    SplunkDestinationUpdate: {
      members: {
        HECEndpoint: 'HECEndpoint',
        HECEndpointType: 'HECEndpointType',
        HECToken: 'HECToken',
        HECAcknowledgmentTimeoutInSeconds: 'HECAcknowledgmentTimeoutInSeconds',
        RetryOptions: 'SplunkRetryOptions',
        S3BackupMode: 'SplunkS3BackupMode',
        S3Update: 'S3DestinationUpdate',
        ProcessingConfiguration: 'ProcessingConfiguration',
        CloudWatchLoggingOptions: 'CloudWatchLoggingOptions',
        BufferingHints: 'SplunkBufferingHints',
        SecretsManagerConfiguration: 'SecretsManagerConfiguration',
      },
    },
    SplunkRetryDurationInSeconds: {
      min: 0,
      max: 7200,
    },
    SplunkRetryOptions: {
      members: {
        DurationInSeconds: 'SplunkRetryDurationInSeconds',
      },
    },
    SplunkS3BackupMode: {
      enum: ['FailedEventsOnly', 'AllEvents'],
    },
    StartDeliveryStreamEncryptionInput: {
      required: ['DeliveryStreamName'],
      members: {
        DeliveryStreamName: 'DeliveryStreamName',
        DeliveryStreamEncryptionConfigurationInput: 'DeliveryStreamEncryptionConfigurationInput',
      },
    },
    StopDeliveryStreamEncryptionInput: {
      required: ['DeliveryStreamName'],
      members: {
        DeliveryStreamName: 'DeliveryStreamName',
      },
    },
    StringWithLettersDigitsUnderscoresDots: {
      minLength: 1,
      maxLength: 255,
      pattern: '[a-zA-Z0-9\\.\\_]+',
    },
    SubnetIdList: {
      member: 'NonEmptyStringWithoutWhitespace',
      minLength: 1,
      maxLength: 16,
    },
    TableCreationConfiguration: {
      required: ['Enabled'],
    },
    Tag: {
      required: ['Key'],
      members: {
        Key: 'TagKey',
        Value: 'TagValue',
      },
    },
    TagDeliveryStreamInput: {
      required: ['DeliveryStreamName', 'Tags'],
      members: {
        DeliveryStreamName: 'DeliveryStreamName',
        Tags: 'TagDeliveryStreamInputTagList',
      },
    },
    TagDeliveryStreamInputTagList: {
      member: 'Tag',
      minLength: 1,
      maxLength: 50,
    },
    TagKey: {
      minLength: 1,
      maxLength: 128,
      pattern: '^(?!aws:)[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@%]*$',
    },
    TagKeyList: {
      member: 'TagKey',
      minLength: 1,
      maxLength: 50,
    },
    TagValue: {
      minLength: 0,
      maxLength: 256,
      pattern: '^[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@%]*$',
    },
    ThroughputHintInMBs: {
      min: 1,
      max: 100,
    },
    TopicName: {
      minLength: 1,
      maxLength: 255,
      pattern: '[a-zA-Z0-9\\\\._\\\\-]+',
    },
    UntagDeliveryStreamInput: {
      required: ['DeliveryStreamName', 'TagKeys'],
      members: {
        DeliveryStreamName: 'DeliveryStreamName',
        TagKeys: 'TagKeyList',
      },
    },
    UpdateDestinationInput: {
      required: ['DeliveryStreamName', 'CurrentDeliveryStreamVersionId', 'DestinationId'],
      members: {
        DeliveryStreamName: 'DeliveryStreamName',
        CurrentDeliveryStreamVersionId: 'DeliveryStreamVersionId',
        DestinationId: 'DestinationId',
        S3DestinationUpdate: 'S3DestinationUpdate',
        ExtendedS3DestinationUpdate: 'ExtendedS3DestinationUpdate',
        RedshiftDestinationUpdate: 'RedshiftDestinationUpdate',
        ElasticsearchDestinationUpdate: 'ElasticsearchDestinationUpdate',
        AmazonopensearchserviceDestinationUpdate: 'AmazonopensearchserviceDestinationUpdate',
        SplunkDestinationUpdate: 'SplunkDestinationUpdate',
        HttpEndpointDestinationUpdate: 'HttpEndpointDestinationUpdate',
        AmazonOpenSearchServerlessDestinationUpdate: 'AmazonOpenSearchServerlessDestinationUpdate',
        SnowflakeDestinationUpdate: 'SnowflakeDestinationUpdate',
        IcebergDestinationUpdate: 'IcebergDestinationUpdate',
      },
    },
    Username: {
      minLength: 1,
      maxLength: 512,
      pattern: '.*',
    },
    VpcConfiguration: {
      required: ['SubnetIds', 'RoleARN', 'SecurityGroupIds'],
      members: {
        SubnetIds: 'SubnetIdList',
        RoleARN: 'RoleARN',
        SecurityGroupIds: 'SecurityGroupIdList',
      },
    },
    VpcEndpointServiceName: {
      minLength: 47,
      maxLength: 255,
      pattern: '([a-zA-Z0-9\\-\\_]+\\.){2,3}vpce\\.[a-zA-Z0-9\\-]*\\.vpce-svc\\-[a-zA-Z0-9\\-]{17}$',
    },
    WarehouseLocation: {
      minLength: 1,
      maxLength: 2048,
      pattern: 's3:\\/\\/.*',
    },
  },
};
