import { doubleQuoted, type Grammar, namesExcept, writeAssignments } from './grammar.js';
import type { Translator } from './parameters.js';

/** `$` begins an interpolation. */
const text = (value: string): string => doubleQuoted(value, '$');

const grammar: Grammar = {
  language: 'Julia',
  comment: (comment) => `# ${comment}`,
  assign: (name, value) => `${name} = ${value}`,
  isName: namesExcept(
    'baremodule begin break catch const continue do else elseif end export false finally for function global if ' +
      'import let local macro module quote return struct true try using while',
  ),
  text,
  yes: 'true',
  no: 'false',
  nothing: 'nothing',
  notANumber: 'NaN',
  infinity: 'Inf',
  negativeInfinity: '-Inf',
  list: (items) => `[${items.join(', ')}]`,
  record: (entries) => `Dict(${entries.map(([key, value]) => `${text(key)} => ${value}`).join(', ')})`,
};

export const julia: Translator = { translate: (parameters) => writeAssignments(parameters, grammar) };
