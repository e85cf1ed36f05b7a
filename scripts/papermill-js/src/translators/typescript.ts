import { assignments } from './javascript.js';
import type { Parameters } from './parameters.js';

/**
 * TypeScript for a notebook: `let`, which kernels let a later cell declare again, after `let` and `const`.
 *
 * @example translateToTypeScript({ shards: 2 }) === '// Parameters\nlet shards = 2;'
 */
export function translateToTypeScript(parameters: Parameters): string {
  return assignments('let', parameters);
}
