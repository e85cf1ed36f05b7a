import type { Constraint } from '../../wire/constraints.js';

/** AWS's constraint on a delivery stream's name. */
export const deliveryStreamName: Constraint = {
  required: true,
  minLength: 1,
  maxLength: 64,
  pattern: '[a-zA-Z0-9_.-]+',
};
