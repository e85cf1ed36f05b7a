import { randomBytes } from 'node:crypto';

/** An id in the shape of AWS's: 224 opaque characters. */
export const newRecordId = (): string => randomBytes(168).toString('base64');
