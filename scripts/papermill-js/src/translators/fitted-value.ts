import type { ParameterValue } from './parameters.js';

/** A member of an enum, which only its own name is assignable to: a text of the same value is not. */
export class EnumMember {
  /** @param code how TypeScript names it, such as `Mode.Fast`. */
  constructor(readonly code: string) {}
}

/** A parameter's value as its declared type wants it. */
export type FittedValue =
  | ParameterValue
  | EnumMember
  | readonly FittedValue[]
  | { readonly [key: string]: FittedValue };
