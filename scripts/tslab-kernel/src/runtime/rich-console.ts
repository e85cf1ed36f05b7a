import { tableBundle } from './console-table.js';
import type { MimeBundle } from './mime-bundle.js';

/** What the console does in a notebook that it cannot do in a terminal. */
export interface RichConsole {
  readonly show: (bundle: MimeBundle) => void;
  readonly clear: () => void;
}

/** Makes `console.table` show a table and `console.clear` clear the cell's output. */
export function enrichConsole({ show, clear }: RichConsole): void {
  console.table = (data: unknown, columns?: readonly string[]) => {
    const bundle = tableBundle(data, columns);
    if (bundle) show(bundle);
    else console.log(data);
  };
  console.clear = clear;
}
