import { doubleQuoted, type Grammar, integerWithL, namesExcept, writeAssignments } from './grammar.js';
import type { Translator } from './parameters.js';

const grammar: Grammar = {
  language: 'F#',
  comment: (text) => `(* ${text} *)`,
  assign: (name, value) => `let ${name} = ${value}`,
  isName: namesExcept(
    'abstract and as assert base begin class default delegate do done downcast downto elif else end exception ' +
      'extern false finally fixed for fun function global if in inherit inline interface internal lazy let match ' +
      'member module mutable namespace new not null of open or override private public rec return sig static ' +
      'struct then to true try type upcast use val void when while with yield',
  ),
  text: (text) => doubleQuoted(text),
  yes: 'true',
  no: 'false',
  nothing: 'None',
  integer: integerWithL,
  notANumber: 'nan',
  infinity: 'infinity',
  negativeInfinity: '-infinity',
  list: (items) => `[ ${items.join('; ')} ]`,
  record: (entries) => {
    const pairs = entries.map(([key, value]) => `(${doubleQuoted(key)}, ${value} :> IComparable)`);
    return `[ ${pairs.join('; ')} ] |> Map.ofList`;
  },
};

export const fsharp: Translator = { translate: (parameters) => writeAssignments(parameters, grammar) };
