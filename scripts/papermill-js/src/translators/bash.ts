import { ParameterError } from '../errors/parameter-error.js';
import { type Grammar, writeAssignments } from './grammar.js';
import type { Translator } from './parameters.js';

/** Quoted only where a word of the shell would need it, as Python's shlex does. */
function text(value: string): string {
  if (value.includes('\0'))
    throw new ParameterError('A text with a NUL character cannot be written in Bash.');
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'"'"'`)}'`;
}

const grammar: Grammar = {
  language: 'Bash',
  comment: (comment) => `# ${comment}`,
  assign: (name, value) => `${name}=${value}`,
  isName: (name) => /^[A-Za-z_]\w*$/.test(name),
  text,
  yes: 'true',
  no: 'false',
  nothing: '',
  notANumber: 'nan',
  infinity: 'inf',
  negativeInfinity: '-inf',
  list: (items, values) => {
    if (values.some(Array.isArray)) throw new ParameterError('Bash has no arrays within arrays.');
    return `(${items.join(' ')})`;
  },
};

/** Bash: text, numbers and arrays of them; it has no objects. */
export const bash: Translator = { translate: (parameters) => writeAssignments(parameters, grammar) };
