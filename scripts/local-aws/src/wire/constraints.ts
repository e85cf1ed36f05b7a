/**
 * What AWS's model says of one member. Absent keys do not constrain. `member` describes the elements of a
 * list or the values of a map, `key` the keys of a map, `members` the members of a structure.
 */
export interface Constraint {
  readonly required?: boolean;
  /** Characters of a string, bytes of a blob, elements of a list or map. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  /** As AWS prints it; matched against the whole value. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly key?: Constraint;
  readonly member?: Constraint;
  readonly members?: Constraints;
}

/** The constraints of an input structure, by member name in AWS's PascalCase. */
export type Constraints = Readonly<Record<string, Constraint>>;
