import { randomBytes } from 'node:crypto';
import type { Constraint } from '../../wire/constraints.js';

/** A record as producers put it: up to 1,000 KiB, possibly empty. */
export const record: Constraint = {
  required: true,
  members: { Data: { required: true, minLength: 0, maxLength: 1_024_000 } },
};

/** An id in the shape of AWS's: 224 opaque characters. */
export const newRecordId = (): string => randomBytes(168).toString('base64');
