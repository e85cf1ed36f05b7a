import { inspect } from 'node:util';

/** The forms of one output by MIME type; a notebook shows the richest that it can. */
export type MimeBundle = Readonly<Record<string, unknown>>;

export const JUPYTER_DISPLAY: unique symbol = Symbol.for('Jupyter.display') as never;

/**
 * A value that shows itself: in kernels that know `Symbol.for('Jupyter.display')`, Deno's convention, with all its
 * forms at once; wherever values are printed instead, stock tslab among them, as its text.
 */
export interface Displayable {
  [JUPYTER_DISPLAY](): Promise<MimeBundle>;
  [inspect.custom](): string;
}

/** @param forms made when the value is shown, and not before. */
export function displayable(text: string, forms: () => Promise<MimeBundle> | MimeBundle): Displayable {
  return {
    [JUPYTER_DISPLAY]: async () => ({ ...(await forms()), 'text/plain': text }),
    [inspect.custom]: () => text,
  };
}
