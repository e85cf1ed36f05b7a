import { doubleQuoted, type Grammar, namesExcept, writeAssignments } from './grammar.js';
import type { Translator } from './parameters.js';
import { inspectPython } from './python-inspect.js';

const grammar: Grammar = {
  language: 'Python',
  comment: (text) => `# ${text}`,
  assign: (name, value) => `${name} = ${value}`,
  isName: namesExcept(
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
      'global if import in is lambda nonlocal not or pass raise return try while with yield',
  ),
  // Python reads JSON's escapes the same way.
  text: doubleQuoted,
  yes: 'True',
  no: 'False',
  nothing: 'None',
  notANumber: "float('nan')",
  infinity: "float('inf')",
  negativeInfinity: "float('-inf')",
  date: (value) =>
    `__import__("datetime").datetime.fromisoformat("${value.toISOString().replace('Z', '+00:00')}")`,
  list: (items) => `[${items.join(', ')}]`,
  record: (entries) => `{${entries.map(([key, value]) => `${doubleQuoted(key)}: ${value}`).join(', ')}}`,
};

/** Python for a notebook, as papermill writes it. */
export const python: Translator = {
  translate: (parameters) => writeAssignments(parameters, grammar),
  inspect: inspectPython,
};
