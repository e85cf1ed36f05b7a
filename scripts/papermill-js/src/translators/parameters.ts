/** A value that can be given to a notebook: JSON, and what TypeScript and Python know beyond it. */
export type ParameterValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | readonly ParameterValue[]
  | { readonly [key: string]: ParameterValue };

/** Parameters by name. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** Writes parameters as the source of a cell; throws ParameterError for what the language cannot hold. */
export type Translator = (parameters: Parameters) => string;
