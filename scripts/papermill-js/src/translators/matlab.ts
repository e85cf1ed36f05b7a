import { type Grammar, namesExcept, writeAssignments } from './grammar.js';
import type { Translator } from './parameters.js';

/** MATLAB's strings have no escapes: control characters are added by their numbers. */
function text(value: string): string {
  const pieces = value.split(/(\p{Cc})/u).filter((piece) => piece !== '');
  const written = pieces.map((piece) =>
    /^\p{Cc}$/u.test(piece) ? `string(char(${piece.charCodeAt(0)}))` : `"${piece.replaceAll('"', '""')}"`,
  );
  return written.length === 0 ? '""' : written.join(' + ');
}

const grammar: Grammar = {
  language: 'MATLAB',
  comment: (comment) => `% ${comment}`,
  assign: (name, value) => `${name} = ${value};`,
  isName: (name) => /^[A-Za-z]\w*$/.test(name) && namesExcept(keywords)(name),
  text,
  yes: 'true',
  no: 'false',
  nothing: 'NaN',
  notANumber: 'NaN',
  infinity: 'Inf',
  negativeInfinity: '-Inf',
  list: (items) => `{${items.join(', ')}}`,
  record: (entries) => {
    const keys = entries.map(([key]) => `'${key.replaceAll("'", "''")}'`).join(', ');
    return `containers.Map({${keys}}, {${entries.map(([, value]) => value).join(', ')}})`;
  },
};

const keywords =
  'break case catch classdef continue else elseif end for function global if otherwise parfor persistent return ' +
  'spmd switch try while';

export const matlab: Translator = { translate: (parameters) => writeAssignments(parameters, grammar) };
