import type ts from 'typescript';

/** Whether a cell can be run, goes on in another line, or cannot be mended by another line. */
export type Completeness = 'complete' | 'incomplete' | 'invalid';

/** What TypeScript notes of a file's syntax and leaves out of its declarations. */
type ParsedFile = ts.SourceFile & { readonly parseDiagnostics?: readonly ts.Diagnostic[] };

/** In a script `await` would be a name; an export makes the cell a module. */
const PREFIX = 'export {};\n';
/** Two empty lines at the end say that the author means to have finished. */
const FINISHED = /(^|\n)[ \t]*\n[ \t]*$/;
/** `Unterminated string literal`: unlike a template, a string ends with its line. */
const OPEN_STRING = 1002;

/** A cell whose first syntax error is that it ends goes on; any earlier error stays, whatever follows. */
export function checkCompleteness(code: string, typescript: typeof ts): Completeness {
  const file: ParsedFile = typescript.createSourceFile(
    'cell.ts',
    PREFIX + code,
    typescript.ScriptTarget.Latest,
  );
  const [first] = file.parseDiagnostics ?? [];
  if (!first) return 'complete';
  const isAtEnd = first.start === PREFIX.length + code.length && first.code !== OPEN_STRING;
  return isAtEnd && !FINISHED.test(code) ? 'incomplete' : 'invalid';
}
