import { randomUUID } from 'node:crypto';
import type { Content } from '../protocol/message.js';
import { JUPYTER_DISPLAY, type MimeBundle, toMimeBundle } from './mime-bundle.js';
import type { DisplayType, Output } from './output.js';

/** What `display` takes beside the value; described for authors of cells in `types/globals.d.ts`. */
export interface DisplayOptions {
  readonly id?: string;
  readonly update?: boolean;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The global `display`. */
export type Display = (value: unknown, options?: DisplayOptions) => DisplayHandle;

/** Something that is on show and can be changed where it stands. */
export class DisplayHandle {
  constructor(
    readonly id: string,
    private readonly show: Display,
  ) {
    // `display(x)` as a cell's last expression shows x, and not its handle as well.
    Object.defineProperty(this, JUPYTER_DISPLAY, { value: () => ({}) });
    Object.defineProperty(this, 'show', { enumerable: false });
  }

  update(value: unknown, options: Pick<DisplayOptions, 'metadata'> = {}): void {
    this.show(value, { ...options, id: this.id, update: true });
  }
}

/**
 * Makes the global `display`.
 *
 * @param warn is told when a value's own display method fails; the value is then inspected.
 */
export function createDisplay(output: Output, warn: (error: unknown) => void): Display {
  const show: Display = (value, { id = randomUUID(), update = false, metadata = {} } = {}) => {
    const type: DisplayType = update ? 'update_display_data' : 'display_data';
    const toContent = (data: MimeBundle): Content => ({ data, metadata, transient: { display_id: id } });
    const bundle = toMimeBundle(value, warn);
    output.display(type, bundle instanceof Promise ? bundle.then(toContent) : toContent(bundle));
    return new DisplayHandle(id, show);
  };
  return show;
}
