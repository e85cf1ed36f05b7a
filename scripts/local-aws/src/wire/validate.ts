import { AwsError } from '../errors.js';
import type { Constraint, Constraints } from './constraints.js';
import { wholeMatch } from './pattern.js';

/** AWS lists no more than this many violations in one message. */
const maxViolations = 10;

/**
 * Holds an input against its constraints. AWS's wording, as recorded from the service: each violation names the
 * value, the path in lowerCamelCase with 1-based list positions, and the constraint.
 *
 * @throws AwsError `ValidationException` that lists the first ten violations.
 */
export function validate(input: object, constraints: Constraints): void {
  const violations: string[] = [];
  checkMembers(input, constraints, [], violations);
  if (violations.length === 0) return;
  const noun = violations.length === 1 ? 'error' : 'errors';
  throw new AwsError(
    'ValidationException',
    `${violations.length} validation ${noun} detected: ${violations.join('; ')}`,
  );
}

/** `path` is one array that grows and shrinks with the walk: no string is built for a value that is right. */
function checkMembers(value: object, constraints: Constraints, path: string[], violations: string[]): void {
  const record = value as Readonly<Record<string, unknown>>;
  for (const name in constraints) {
    const constraint = constraints[name];
    if (!constraint) continue;
    path.push(name);
    check(record[name], constraint, path, violations);
    path.pop();
    if (violations.length >= maxViolations) return;
  }
}

function check(value: unknown, constraint: Constraint, path: string[], violations: string[]): void {
  if (value === undefined || value === null) {
    if (constraint.required) report(value, 'Member must not be null', path, violations);
    return;
  }
  if (!holds(value, constraint))
    for (const rule of brokenRules(value, constraint)) report(value, rule, path, violations);
  if (constraint.key || (constraint.member && isMap(value))) checkMap(value, constraint, path, violations);
  else if (constraint.member && Array.isArray(value)) checkList(value, constraint.member, path, violations);
  else if (constraint.members && typeof value === 'object')
    checkMembers(value, constraint.members, path, violations);
}

function checkList(
  list: readonly unknown[],
  constraint: Constraint,
  path: string[],
  violations: string[],
): void {
  const element = { ...constraint, required: true };
  for (let position = 0; position < list.length && violations.length < maxViolations; position++) {
    path.push(String(position + 1), 'member');
    check(list[position], element, path, violations);
    path.length -= 2;
  }
}

/** Unlike a list, a map is reported whole: once for its keys, once for its values. */
function checkMap(map: unknown, { key, member }: Constraint, path: string[], violations: string[]): void {
  const entries = Object.entries(map as object);
  if (key && entries.some(([name]) => !brokenRules(name, key).next().done))
    report(map, `Map keys must satisfy constraint: [${rulesOf(key).join(', ')}]`, path, violations);
  const isWrong = (value: unknown) => value === null || !brokenRules(value, member ?? {}).next().done;
  if (member && entries.some(([, value]) => isWrong(value)))
    report(map, `Map value must satisfy constraint: [${rulesOf(member).join(', ')}]`, path, violations);
}

function report(value: unknown, rule: string, path: readonly string[], violations: string[]): void {
  if (violations.length >= maxViolations) return;
  violations.push(
    `Value ${printed(value)}at '${path.map(lowerFirst).join('.')}' failed to satisfy constraint: ${rule}`,
  );
}

/** Whether `value` breaks none of the rules: what nearly all values are asked, and quicker than listing them. */
function holds(value: unknown, constraint: Constraint): boolean {
  const { min = -Infinity, max = Infinity, minLength, maxLength } = constraint;
  if (minLength !== undefined || maxLength !== undefined) {
    const length = lengthOf(value);
    if (length < (minLength ?? 0) || length > (maxLength ?? Infinity)) return false;
  }
  if (typeof value === 'number') return value >= min && value <= max;
  if (typeof value !== 'string') return true;
  if (constraint.enum && !constraint.enum.includes(value)) return false;
  return !breaksPattern(value, constraint);
}

/** The rules that `value` breaks, in the order in which AWS reports them. */
function* brokenRules(value: unknown, constraint: Constraint): Generator<string> {
  const { pattern, min, max, minLength, maxLength } = constraint;
  if (typeof value === 'string' && breaksPattern(value, constraint))
    yield `Member must satisfy regular expression pattern: ${pattern}`;
  if (constraint.enum && typeof value === 'string' && !constraint.enum.includes(value))
    yield `Member must satisfy enum value set: [${constraint.enum.join(', ')}]`;
  if (min !== undefined && typeof value === 'number' && value < min)
    yield `Member must have value greater than or equal to ${min}`;
  if (max !== undefined && typeof value === 'number' && value > max)
    yield `Member must have value less than or equal to ${max}`;
  if (minLength === undefined && maxLength === undefined) return;
  const length = lengthOf(value);
  if (minLength !== undefined && length < minLength)
    yield `Member must have length greater than or equal to ${minLength}`;
  if (maxLength !== undefined && length > maxLength)
    yield `Member must have length less than or equal to ${maxLength}`;
}

/** All that a constraint asks of keys or values; the upper bound comes first in AWS's messages. */
function rulesOf({ minLength, maxLength, pattern }: Constraint): string[] {
  const rules: string[] = [];
  if (maxLength !== undefined) rules.push(`Member must have length less than or equal to ${maxLength}`);
  if (minLength !== undefined) rules.push(`Member must have length greater than or equal to ${minLength}`);
  if (pattern !== undefined) rules.push(`Member must satisfy regular expression pattern: ${pattern}`);
  return rules;
}

const patterns = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  let expression = patterns.get(pattern);
  if (!expression) {
    expression = wholeMatch(pattern);
    patterns.set(pattern, expression);
  }
  return expression;
}

/**
 * Some of AWS's patterns (`arn:aws.*:kinesis:.*`) take time that grows with the square of a value's length, so a
 * value that is far too long anyway is not held against its pattern.
 */
const longestMatched = 4096;

function breaksPattern(value: string, { pattern, maxLength }: Constraint): boolean {
  if (pattern === undefined || value.length > Math.max(longestMatched, maxLength ?? Infinity)) return false;
  return !compiled(pattern).test(value);
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

/** Of a value that is far too long, only so much comes back: ten of 16 MB would make an answer of 160 MB. */
const longestPrinted = 4096;

const clipped = (text: string) =>
  text.length > longestPrinted ? `${text.slice(0, longestPrinted)}...` : text;

/**
 * The value as AWS prints it, with a space behind. Blobs are left out (recorded from the service in December
 * 2025), and so are structures, which used to be Java object ids.
 */
function printed(value: unknown): string {
  if (value === undefined || value === null) return 'null ';
  if (value instanceof Uint8Array) return '';
  if (Array.isArray(value))
    return value.some((item) => typeof item === 'object') ? '' : `'[${clipped(value.join(', '))}]' `;
  if (isMap(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${key}=${item}`);
    return `'{${clipped(entries.join(', '))}}' `;
  }
  return `'${clipped(String(value))}' `;
}

const isMap = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
