import { doubleQuoted, type Grammar, integerWithL, namesExcept, writeAssignments } from './grammar.js';
import type { ParameterValue, Translator } from './parameters.js';

const grammar: Grammar = {
  language: 'C#',
  comment: (text) => `// ${text}`,
  assign: (name, value) => `var ${name} = ${value};`,
  isName: namesExcept(
    'abstract as base bool break byte case catch char checked class const continue decimal default delegate do ' +
      'double else enum event explicit extern false finally fixed float for foreach goto if implicit in int ' +
      'interface internal is lock long namespace new null object operator out override params private protected ' +
      'public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true ' +
      'try typeof uint ulong unchecked unsafe ushort using virtual void volatile while',
  ),
  text: (text) => doubleQuoted(text),
  yes: 'true',
  no: 'false',
  // A bare null has no type that var could take.
  nothing: '(object)null',
  integer: integerWithL,
  notANumber: 'double.NaN',
  infinity: 'double.PositiveInfinity',
  negativeInfinity: 'double.NegativeInfinity',
  // The compiler finds the type of `new []` only where all items have one.
  list: (items, values) => `new ${haveOneType(values) ? '' : 'object'}[] { ${items.join(', ')} }`,
  record: (entries) => {
    const pairs = entries.map(([key, value]) => `{ ${doubleQuoted(key)} , ${value} }`);
    return `new Dictionary<string,Object>{ ${pairs.join(', ')} }`;
  },
};

function haveOneType(values: readonly ParameterValue[]): boolean {
  const types = new Set(values.map((value) => typeof value));
  return types.size === 1 && !types.has('object');
}

export const csharp: Translator = { translate: (parameters) => writeAssignments(parameters, grammar) };
