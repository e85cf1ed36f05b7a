/** The line that tslab adds to a cell. */
const EXPORTS = /\nexport \{[^{}]*\}$/;
/** A name that TypeScript has made out of one with two underscores: one more keeps it from its own names. */
const ESCAPED_NAME = /\b_(?=__)/g;

/**
 * tslab has a cell export all its names, and takes them from TypeScript's tables, where a name that begins
 * with two underscores has three. Here they get their own names back.
 */
export function unescapeExports(cell: string): string {
  return cell.replace(EXPORTS, (line) => line.replace(ESCAPED_NAME, ''));
}
