import { ParameterError } from '../errors/parameter-error.js';
import type { Parameters, ParameterValue } from './parameters.js';

/**
 * Python for a notebook, as papermill writes it.
 *
 * @example translateToPython({ shards: 2, dry: true }) === '# Parameters\nshards = 2\ndry = True'
 */
export function translateToPython(parameters: Parameters): string {
  const lines = Object.entries(parameters).map(
    ([name, value]) => `${identifier(name)} = ${pythonLiteral(value, name)}`,
  );
  return ['# Parameters', ...lines].join('\n');
}

function pythonLiteral(value: ParameterValue, at: string): string {
  if (value === null) return 'None';
  switch (typeof value) {
    case 'string':
      return stringLiteral(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return String(value);
    case 'number':
      return numberLiteral(value);
    case 'object':
      return objectLiteral(value, at);
    default:
      throw new ParameterError(
        `The parameter ${at} has the type ${typeof value}, which Python cannot be given. ` +
          'Expected a string, number, bigint, boolean, null, Date, array or plain object.',
      );
  }
}

function objectLiteral(value: ParameterValue & object, at: string): string {
  if (value instanceof Date) {
    const iso = value.toISOString().replace('Z', '+00:00');
    return `__import__("datetime").datetime.fromisoformat("${iso}")`;
  }
  if (Array.isArray(value)) {
    return `[${value.map((item: ParameterValue, index) => pythonLiteral(item, `${at}[${index}]`)).join(', ')}]`;
  }
  const items = Object.entries(value).map(
    ([key, item]) => `${stringLiteral(key)}: ${pythonLiteral(item, `${at}.${key}`)}`,
  );
  return `{${items.join(', ')}}`;
}

function numberLiteral(value: number): string {
  if (Number.isNaN(value)) return "float('nan')";
  if (!Number.isFinite(value)) return `float('${value > 0 ? 'inf' : '-inf'}')`;
  return Object.is(value, -0) ? '-0.0' : String(value);
}

/** Python reads JSON's escapes the same way, but not its surrogate pairs: those characters stay themselves. */
function stringLiteral(text: string): string {
  return JSON.stringify(text);
}

function identifier(name: string): string {
  if (/^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(name) && !keywords.has(name)) return name;
  throw new ParameterError(
    `The parameter name ${JSON.stringify(name)} cannot be a variable in Python. ` +
      'Use letters, digits and _, not starting with a digit, and no keyword.',
  );
}

const keywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);
