import { readFile } from 'node:fs/promises';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import { ParameterError } from '../errors/parameter-error.js';
import { pythonPattern, pythonReplacement } from './python-pattern.js';
import type { Sanitizer } from './sanitizers.js';

/**
 * Reads a file of nbval's for `--sanitize-with`.
 *
 * @throws NotebookIoError when it cannot be read, ParameterError for what {@link parseSanitizers} refuses.
 */
export async function readSanitizers(path: string): Promise<Sanitizer[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const message = `The file of sanitizers ${path} cannot be read: ${(cause as Error).message}.`;
    throw new NotebookIoError(path, message, { cause });
  }
  return parseSanitizers(text, path);
}

/**
 * The sanitizers in the text of such a file: Python's regular expressions, each followed by what takes its place.
 *
 * ```ini
 * [Names of sections have no meaning]
 * regex: took \d+ ms
 * replace: took MS
 * ```
 *
 * nbval reads pairs of lines, wherever they stand, not the sections of an ini file: one may hold several.
 *
 * @param origin names the text in errors.
 * @throws ParameterError for a line `regex:` without its `replace:`, and for an expression that JavaScript lacks.
 */
export function parseSanitizers(text: string, origin: string): Sanitizer[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines.flatMap((line, index) => {
    const regex = /^regex: (.*)$/.exec(line)?.[1];
    if (regex === undefined) return [];
    const replace = /^replace:(?: (.*))?$/.exec(lines[index + 1] ?? '');
    const at = `${origin}, line ${index + 1}`;
    if (!replace) {
      throw new ParameterError(`${at}: 'regex:' without a line 'replace:' right after it.`);
    }
    try {
      return [{ pattern: pythonPattern(regex), replacement: pythonReplacement(replace[1] ?? '') }];
    } catch (cause) {
      throw new ParameterError(`${at}: ${(cause as Error).message}`, { cause });
    }
  });
}
