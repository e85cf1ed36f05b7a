/** What went wrong, stable across versions and languages. */
export type LessonErrorCode =
  | 'CONFIGURATION'
  | 'CONNECTION'
  | 'INVALID_ARGUMENT'
  | 'RECORDS_NOT_SENT'
  | 'TIMED_OUT'
  | 'DELIVERY_FAILED';

/**
 * An error that a learner can act on. Its message is one Portuguese sentence or two, and it has no stack: what
 * the learner needs is the sentence, and the frames would be ours, not theirs.
 */
export class LessonError extends Error {
  declare readonly code: LessonErrorCode;

  constructor(code: LessonErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    // Hidden from util.inspect, which would print it, and the frames, below the sentence.
    Object.defineProperty(this, 'code', { value: code, enumerable: false });
    Object.defineProperty(this, 'name', { value: this.name, enumerable: false });
    this.stack = `${this.name}: ${message}`;
  }
}
