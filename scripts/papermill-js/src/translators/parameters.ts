/**
 * A number that stays one with a fraction in languages that tell them apart: `new Float(1)` is `1.0` in Python.
 * What the command line and YAML write with a point comes as one.
 */
export class Float {
  constructor(readonly value: number) {}
}

/** A value that can be given to a notebook: JSON, and what TypeScript and Python know beyond it. */
export type ParameterValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Float
  | readonly ParameterValue[]
  | { readonly [key: string]: ParameterValue };

/** Parameters by name. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** A parameter as the notebook's `parameters` cell declares it. */
export interface NotebookParameter {
  readonly name: string;
  /** The type as it is written or, where it is not, as it follows from the default; undefined when unknown. */
  readonly type: string | undefined;
  /**
   * What of the type values are not held against, as it comes from elsewhere (imports) or is computed (`keyof`): `all`
   * of it, or `parts`. Absent where nothing is left out, and in languages whose types are not read.
   */
  readonly unchecked?: 'all' | 'parts';
  /** The default as the cell writes it; undefined where it gives none. */
  readonly default: string | undefined;
  /** The comment beside or above the declaration; empty where there is none. */
  readonly help: string;
}

/** Something in the parameters that the parameters cell does not agree with. */
export interface ParameterProblem {
  readonly name: string;
  readonly message: string;
}

/** How a language takes parameters. */
export interface Translator {
  /**
   * The source of a cell that sets the parameters.
   *
   * @param cell the source of the `parameters` cell; empty where the notebook has none.
   * @param earlier the sources of the code cells before it, which may declare types. Default none, here and below.
   * @throws ParameterError for a name or a value that the language does not have.
   */
  translate(parameters: Parameters, cell: string, earlier?: readonly string[]): string;
  /** Reads the parameters cell; undefined where it cannot be read. Left out where the language cannot. */
  readonly inspect?: (cell: string, earlier?: readonly string[]) => readonly NotebookParameter[] | undefined;
  /** What is wrong with these values. Left out where the language cannot tell. */
  readonly check?: (
    parameters: Parameters,
    cell: string,
    earlier?: readonly string[],
  ) => readonly ParameterProblem[];
}
