import { type Grammar, namesExcept, writeAssignments } from './grammar.js';
import type { Translator } from './parameters.js';

/** Between single quotes nothing is replaced; PowerShell takes typographic ones for them too. */
function text(value: string): string {
  return `'${value.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

const grammar: Grammar = {
  language: 'PowerShell',
  comment: (comment) => `# ${comment}`,
  assign: (name, value) => `$${name} = ${value}`,
  isName: namesExcept(''),
  text,
  yes: '$True',
  no: '$False',
  nothing: '$Null',
  notANumber: '[double]::NaN',
  infinity: '[double]::PositiveInfinity',
  negativeInfinity: '[double]::NegativeInfinity',
  list: (items) => `@(${items.join(', ')})`,
  record: (entries) => `@{${entries.map(([key, value]) => `${text(key)} = ${value}`).join('\n ')}}`,
};

export const powershell: Translator = { translate: (parameters) => writeAssignments(parameters, grammar) };
