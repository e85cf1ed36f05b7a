import { doubleQuoted, type Grammar, integerWithL, namesExcept, writeAssignments } from './grammar.js';
import type { Translator } from './parameters.js';

const grammar: Grammar = {
  language: 'Scala',
  comment: (text) => `// ${text}`,
  assign: (name, value) => `val ${name} = ${value}`,
  isName: namesExcept(
    'abstract case catch class def do else extends false final finally for forSome if implicit import lazy match ' +
      'new null object override package private protected return sealed super this throw trait try true type val ' +
      'var while with yield',
  ),
  text: (text) => doubleQuoted(text),
  yes: 'true',
  no: 'false',
  nothing: 'None',
  integer: integerWithL,
  notANumber: 'Double.NaN',
  infinity: 'Double.PositiveInfinity',
  negativeInfinity: 'Double.NegativeInfinity',
  list: (items) => `Seq(${items.join(', ')})`,
  record: (entries) => `Map(${entries.map(([key, value]) => `${doubleQuoted(key)} -> ${value}`).join(', ')})`,
};

/** Scala, also for `sparkkernel`. */
export const scala: Translator = { translate: (parameters) => writeAssignments(parameters, grammar) };
