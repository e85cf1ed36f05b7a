import { createHash } from 'node:crypto';

const mostNamed = 5;
const mostCharacters = 80;

/** The ids of a notebook's cells: nbformat 4.5 wants 1 to 64 letters, digits, hyphens and underscores, each once. */
export class CellIds {
  private readonly taken = new Set<string>();
  private readonly replaced: string[] = [];

  /**
   * The id of the next cell. A new one, where it has none that may stay, is made from the cell itself, so that reading
   * the same file twice gives the same ids.
   */
  next(given: unknown, index: number, seed: string): string {
    let id = typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : '';
    for (let round = 0; id === '' || this.taken.has(id); round++) {
      id = createHash('sha256').update(`${round}\n${seed}`).digest('hex').slice(0, 8);
    }
    this.taken.add(id);
    // Up to nbformat 4.4, cells have none.
    if (given !== undefined && given !== id)
      this.replaced.push(`${shown(given)} of cell ${index + 1} is ${id}`);
    return id;
  }

  /** What was there and could not stay, in one warning: links to a cell, and programs that know it, find it no more. */
  get warnings(): readonly string[] {
    const { length } = this.replaced;
    if (length === 0) return [];
    const named = this.replaced.slice(0, mostNamed).join(', ');
    const more = length > mostNamed ? `, and ${length - mostNamed} more` : '';
    return [
      'Ids of cells that nbformat does not allow (it wants 1 to 64 letters, digits, - and _, each id once) were ' +
        `replaced: ${named}${more}.`,
    ];
  }
}

function shown(given: unknown): string {
  const text = JSON.stringify(given);
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters - 1)}…` : text;
}
