import type { Constraint, Constraints } from './constraints.js';

/** One shape of AWS's model of an API: a {@link Constraint} that names other shapes instead of containing them. */
export interface Shape extends Omit<Constraint, 'required' | 'key' | 'member' | 'members'> {
  /** The members of a structure that must be there. */
  readonly required?: readonly string[];
  /** The members that are constrained, each with the name of its shape. */
  readonly members?: Readonly<Record<string, string>>;
  /** The shape of a map's keys. */
  readonly key?: string;
  /** The shape of a list's elements or of a map's values. */
  readonly member?: string;
}

/** What constrains the inputs of a service's operations, by shape, as AWS's model has it. */
export interface ServiceModel {
  /** Operation to the shape of its input. An operation that is not here takes anything. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** Where the service is known to differ from its model: these keys of these shapes are replaced. */
export type ModelOverlay = Readonly<Record<string, Shape>>;

/** The constraints of each operation's input, by the operation's name. */
export type ConstraintsByOperation = ReadonlyMap<string, Constraints>;

/**
 * The table that operations are validated by.
 *
 * @throws Error where the overlay changes a shape that the model does not have.
 */
export function constraintsOf(
  { inputs, shapes }: ServiceModel,
  overlay: ModelOverlay,
): ConstraintsByOperation {
  for (const name of Object.keys(overlay))
    if (!shapes[name]) throw new Error(`The overlay changes ${name}, which the model does not have.`);
  const known = new Map<string, Constraint>();

  function constraintOf(name: string): Constraint {
    let constraint = known.get(name);
    if (!constraint) {
      constraint = build({ ...shapes[name], ...overlay[name] });
      known.set(name, constraint);
    }
    return constraint;
  }

  function build({ required, members, key, member, ...bounds }: Shape): Constraint {
    return {
      ...bounds,
      ...(key !== undefined && { key: constraintOf(key) }),
      ...(member !== undefined && { member: constraintOf(member) }),
      ...((members ?? required) && { members: membersOf(members ?? {}, required ?? []) }),
    };
  }

  /** In the model's order, which is the order of AWS's messages as far as they are recorded. */
  function membersOf(members: Readonly<Record<string, string>>, required: readonly string[]): Constraints {
    const names = [...new Set([...Object.keys(members), ...required])];
    return Object.fromEntries(
      names.map((name) => {
        const shape = members[name];
        const constraint = shape === undefined ? {} : constraintOf(shape);
        return [name, required.includes(name) ? { ...constraint, required: true } : constraint];
      }),
    );
  }

  return new Map(
    Object.entries(inputs).map(([operation, input]) => [operation, constraintOf(input).members ?? {}]),
  );
}
