import { ParameterError } from '../errors/parameter-error.js';
import { EnumMember, type FittedValue } from './fitted-value.js';
import { Float } from './parameters.js';

/** A value as a JavaScript expression; `at` names it in the error. */
export function javaScriptLiteral(value: FittedValue, at: string): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return stringLiteral(value);
    case 'bigint':
      return `${value}n`;
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'boolean':
      return String(value);
    case 'object':
      return objectLiteral(value, at);
    default:
      throw new ParameterError(
        `The parameter ${at} is ${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`}; ` +
          'expected a string, number, bigint, boolean, null, Date, array or plain object.',
      );
  }
}

function objectLiteral(value: FittedValue & object, at: string): string {
  if (value instanceof Date) return dateLiteral(value);
  if (value instanceof EnumMember) return value.code;
  if (value instanceof Float) return javaScriptLiteral(value.value, at);
  if (Array.isArray(value)) {
    return `[${value.map((item: FittedValue, index) => javaScriptLiteral(item, `${at}[${index}]`)).join(', ')}]`;
  }
  const properties = Object.entries(value).map(([key, item]) => {
    // A plain __proto__ in a literal would set the prototype instead of a property.
    const name = key === '__proto__' ? '["__proto__"]' : isIdentifierName(key) ? key : stringLiteral(key);
    return `${name}: ${javaScriptLiteral(item, `${at}.${key}`)}`;
  });
  return properties.length === 0 ? '{}' : `{ ${properties.join(', ')} }`;
}

function dateLiteral(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'new Date(NaN)' : `new Date("${date.toISOString()}")`;
}

/** JSON's escapes, and those of the two line ends that JSON leaves alone and editors break lines at. */
function stringLiteral(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** Whether a property can be named so without quotes. */
export function isIdentifierName(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name);
}
