import { ParameterError } from '../errors/parameter-error.js';
import { type Declaration, readDeclarations } from './declarations.js';
import { fitValue } from './fit-value.js';
import { javaScriptLiteral } from './javascript-literal.js';
import type { ParameterProblem, Parameters, ParameterValue, Translator } from './parameters.js';
import { isWhollyKnown, typeText } from './value-type.js';

/** How the kernel lets a later cell set a variable again. */
interface Dialect {
  /** What a variable is declared with that the parameters cell does not declare. */
  readonly keyword: 'let' | 'var';
  /** The kernel lets a cell declare again what an earlier one has declared. */
  readonly redeclares: boolean;
  /** Types can be written. */
  readonly typed: boolean;
}

/** TypeScript in tslab and Deno: each variable is declared again, in the same way and with its type. */
export const typescript: Translator = translatorOf({ keyword: 'let', redeclares: true, typed: true });
/** tslab's JavaScript kernel. */
export const jslab: Translator = translatorOf({ keyword: 'let', redeclares: true, typed: false });
/** Other JavaScript kernels, such as ijavascript, run all cells in one scope: `let` can only be assigned to. */
export const javascript: Translator = translatorOf({ keyword: 'var', redeclares: false, typed: false });

function translatorOf(dialect: Dialect): Translator {
  return {
    translate(parameters, cell, earlier) {
      const declared = declarationsOf(cell, earlier);
      const lines = Object.entries(parameters).map(([name, value]) =>
        assignment(name, value, declared.get(name), dialect),
      );
      return ['// Parameters', ...lines].join('\n');
    },
    inspect: readDeclarations,
    check: (parameters, cell, earlier) => checkValues(parameters, declarationsOf(cell, earlier), dialect),
  };
}

/** Where a name is declared twice, the last one counts. */
function declarationsOf(cell: string, earlier: readonly string[] = []): ReadonlyMap<string, Declaration> {
  return new Map(readDeclarations(cell, earlier)?.map((declaration) => [declaration.name, declaration]));
}

function assignment(
  name: string,
  given: ParameterValue,
  declared: Declaration | undefined,
  { keyword, redeclares, typed }: Dialect,
): string {
  const fit = declared && fitValue(given, declared.valueType, name);
  const value = javaScriptLiteral(fit?.fits ? fit.value : given, name);
  const target = identifier(name);
  if (!redeclares) return `${declared?.keyword === 'let' ? '' : 'var '}${target} = ${value};`;
  // A type that the value does not have would only keep the cell from being compiled.
  const type = typed && fit?.fits ? typeOf(declared) : undefined;
  return `${declared?.keyword ?? keyword} ${target}${type === undefined ? '' : `: ${type}`} = ${value};`;
}

/**
 * The annotation that keeps the variable's type: its own, or the inferred one where the new value alone would have
 * another: `const mode = 'a'` would become a literal type, and `[]` an array of anything.
 */
function typeOf(declared: Declaration | undefined): string | undefined {
  if (!declared) return undefined;
  const { annotation, valueType, keyword } = declared;
  if (annotation !== undefined) return annotation;
  const isClear = valueType.kind === 'basic' && keyword !== 'const';
  return isClear || !isWhollyKnown(valueType) ? undefined : typeText(valueType);
}

function checkValues(
  parameters: Parameters,
  declared: ReadonlyMap<string, Declaration>,
  { redeclares }: Dialect,
): ParameterProblem[] {
  return Object.entries(parameters).flatMap(([name, value]) => {
    const declaration = declared.get(name);
    if (!declaration) return [];
    if (!redeclares && declaration.keyword === 'const') {
      const message = `'${name}' is declared with const, and this kernel cannot set it again; declare it with let`;
      return [{ name, message }];
    }
    const fit = fitValue(value, declaration.valueType, name);
    return fit.fits ? [] : [{ name, message: `${fit.message}${hintFor(value, declaration, name)}` }];
  });
}

/** A number on the command line becomes one by its look. */
function hintFor(value: ParameterValue, { valueType }: Declaration, name: string): string {
  const wantsText = valueType.kind === 'basic' && valueType.name === 'string';
  return wantsText && typeof value !== 'object' ? ` (-r ${name} VALUE gives it as text)` : '';
}

function identifier(name: string): string {
  if (/^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name) && !reservedWords.has(name))
    return name;
  throw new ParameterError(
    `The parameter name ${JSON.stringify(name)} cannot be a variable in JavaScript or TypeScript. ` +
      'Use letters, digits, _ and $, not starting with a digit, and no reserved word.',
  );
}

const reservedWords = new Set(
  (
    'await break case catch class const continue debugger default delete do else enum export extends false ' +
    'finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof var void while with yield arguments eval'
  ).split(' '),
);
