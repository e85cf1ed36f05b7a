import type { ModelOverlay } from '../wire/service-model.js';

/** Where Kinesis Data Streams answers otherwise than its model says. */
export const kinesisOverlay: ModelOverlay = {
  // The model anchors these two, the service's messages do not (recorded in kinesalite's tests).
  HashKey: { pattern: '0|([1-9]\\d{0,38})' },
  SequenceNumber: { pattern: '0|([1-9]\\d{0,128})' },
  // The order that the service prints (recorded in kinesalite's tests).
  ShardIteratorType: {
    enum: ['AFTER_SEQUENCE_NUMBER', 'LATEST', 'AT_TIMESTAMP', 'AT_SEQUENCE_NUMBER', 'TRIM_HORIZON'],
  },
  PutRecordsRequestEntry: {
    // The service reports the key before the hash key (recorded in kinesalite's tests).
    members: { Data: 'Data', PartitionKey: 'PartitionKey', ExplicitHashKey: 'HashKey' },
  },
};
