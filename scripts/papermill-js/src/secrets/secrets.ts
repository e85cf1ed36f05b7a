import type { ParameterProblem, Parameters, ParameterValue } from '../translators/parameters.js';
import { Float } from '../translators/parameters.js';
import { leastSecretLength, masked, SecretMask } from './secret-mask.js';

/** Which parameters are secret, and what else is not to be seen. */
export interface SecretOptions {
  readonly secrets?: readonly string[];
  readonly secretValues?: readonly string[];
}

/** The secrets of one execution. */
export class Secrets {
  readonly mask: SecretMask;
  /** What a person should be warned of. */
  readonly warnings: readonly string[];
  private readonly names: ReadonlySet<string>;

  constructor(parameters: Parameters, { secrets = [], secretValues = [] }: SecretOptions) {
    this.names = new Set(secrets.filter((name) => Object.hasOwn(parameters, name)));
    const given = [...this.names].map((name) => ({ name, texts: textsOf(parameters[name] ?? null) }));
    this.mask = new SecretMask([...given.flatMap(({ texts }) => texts), ...secretValues]);
    this.warnings = given
      .filter(({ texts }) => texts.some((text) => text !== '' && text.trim().length < leastSecretLength))
      .map(({ name }) => tooShort(name));
  }

  /** The parameters with `***` in place of those that are secret. */
  shown(parameters: Parameters): Parameters {
    return this.names.size === 0 ? parameters : withoutSecrets(parameters, this.names);
  }

  /** What is wrong with a parameter, told without its value, however short. */
  problem({ name, message }: ParameterProblem, parameters: Parameters): string {
    if (!this.names.has(name)) return this.mask.text(message);
    const forms = textsOf(parameters[name] ?? null).flatMap((text) => [JSON.stringify(text), text]);
    return this.mask.text(
      forms.filter((form) => form !== '').reduce((told, form) => told.replaceAll(form, masked), message),
    );
  }

  /** Takes the secrets out of an error, in place: it has to stay the object that it is. */
  error(error: unknown): void {
    if (this.mask.isEmpty || !(error instanceof Error)) return;
    for (const key of ['message', 'stack'] as const) {
      const text = error[key];
      if (text !== undefined) Object.defineProperty(error, key, { value: this.mask.text(text) });
    }
    for (const [key, value] of Object.entries(error)) {
      if (isPlain(value)) Object.defineProperty(error, key, { value: this.mask.value(value) });
    }
    this.error(error.cause);
  }
}

/** Parameters with `***` in place of those with these names. */
export function withoutSecrets(parameters: Parameters, names: ReadonlySet<string>): Parameters {
  const entries = Object.entries(parameters);
  return Object.fromEntries(entries.map(([name, value]) => [name, names.has(name) ? masked : value]));
}

/** The texts by which the values of secret parameters would be known. */
export function secretTexts(parameters: Parameters, names: readonly string[]): string[] {
  return names.flatMap((name) => (Object.hasOwn(parameters, name) ? textsOf(parameters[name] ?? null) : []));
}

/** Fields of an error: texts, lists of texts, and reports made of them. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'string' || Array.isArray(value)) return true;
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function tooShort(name: string): string {
  return (
    `The secret '${name}' has fewer than ${leastSecretLength} characters: it is masked as a parameter, but not in ` +
    'outputs, where that would make too much illegible.'
  );
}

/** The texts by which a value would be known. */
function textsOf(value: ParameterValue): string[] {
  if (value === null || typeof value === 'boolean') return [];
  if (typeof value !== 'object') return [String(value)];
  if (value instanceof Float) return [String(value.value)];
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? [] : [value.toISOString()];
  const items: readonly ParameterValue[] = Array.isArray(value) ? value : Object.values(value);
  return items.flatMap(textsOf);
}
