/** What the lessons share. Imported by the notebooks as `'../shared'`. */
export { type Config, type ConfigSource, type Credentials, loadConfig, type Target } from './config';
export { type Connection, type ConnectOptions, connect } from './connect';
export { type Checkpoint, type CheckpointStore, checkpointFiles } from './consumer/checkpoints';
export { type ConsumeOptions, type Consumer, consume } from './consumer/consume';
export type { Position } from './consumer/position';
export type { StopReason, Waiting } from './consumer/read-stream';
export type { ConsumedRecord } from './consumer/record';
export { bucketNameFor, deleteBucket, ensureBucket } from './delivery/bucket';
export {
  type DeliveryOptions,
  deleteDeliveryStream,
  type EnsuredDeliveryStream,
  ensureDeliveryStream,
} from './delivery/delivery-stream';
export {
  type DeliveredObject,
  type DeliveredOptions,
  readDelivered,
  type WaitForDeliveryOptions,
  waitForDelivery,
} from './delivery/objects';
export { LessonError, type LessonErrorCode } from './errors';
export {
  encode,
  type OutgoingRecord,
  type Produced,
  type ProduceOptions,
  type ProduceProgress,
  produce,
  RecordsNotSentError,
} from './producer';
export { type Bars, barChart } from './show/bar-chart';
export type { Displayable, MimeBundle } from './show/displayable';
export { type LessonSummary, lessonSummary, SUMMARY_MIME } from './show/lesson-summary';
export { type Progress, progress } from './show/progress';
export {
  deleteStream,
  type EnsuredStream,
  ensureStream,
  hashKey,
  isOpen,
  listShards,
  type StreamCapacity,
  shardOf,
} from './stream';
