/**
 * A pattern of AWS's model, which Java reads, as a test of a whole value. Only a pattern with Unicode classes
 * (`\p{L}`) takes JavaScript's Unicode mode, which refuses some escapes that others have.
 */
export function wholeMatch(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, pattern.includes('\\p{') ? 'u' : '');
}
