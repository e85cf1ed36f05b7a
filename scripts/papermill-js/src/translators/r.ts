import { doubleQuoted, type Grammar, writeAssignments } from './grammar.js';
import type { Translator } from './parameters.js';

const reserved = new Set(
  'if else repeat while function for next break TRUE FALSE NULL Inf NaN NA in'.split(' '),
);

const grammar: Grammar = {
  language: 'R',
  comment: (text) => `# ${text}`,
  // A name of R cannot begin with an underscore: papermill leaves it out, and notebooks rely on that.
  assign: (name, value) => `${name.replace(/^_+/, '')} = ${value}`,
  isName: (name) => /^_*\p{L}[\p{L}\p{N}_.]*$/u.test(name) && !reserved.has(name),
  text: (text) => doubleQuoted(text),
  yes: 'TRUE',
  no: 'FALSE',
  nothing: 'NULL',
  notANumber: 'NaN',
  infinity: 'Inf',
  negativeInfinity: '-Inf',
  list: (items) => `list(${items.join(', ')})`,
  record: (entries) => `list(${entries.map(([key, value]) => `${doubleQuoted(key)} = ${value}`).join(', ')})`,
};

/** R, also for `sparkrkernel`. */
export const r: Translator = { translate: (parameters) => writeAssignments(parameters, grammar) };
