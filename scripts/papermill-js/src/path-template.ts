import { randomUUID } from 'node:crypto';
import { ParameterError } from './errors/parameter-error.js';
import { isLocal } from './io/path-scheme.js';
import { Float, type Parameters, type ParameterValue } from './translators/parameters.js';

/** What stands in a path beside the parameters, under `pm`. */
interface BuiltIns {
  readonly run_uuid: string;
  readonly current_datetime_local: LocalTime;
  readonly current_datetime_utc: LocalTime;
}

/** A moment as a clock on the wall shows it: the time zone is already in it. */
class LocalTime {
  constructor(readonly wall: Date) {}
}

type Value = ParameterValue | BuiltIns | LocalTime;

/** Fills in the paths of a run: all see the same run id and the same moment. */
export class PathTemplate {
  private readonly values: Readonly<Record<string, Value>>;

  /** @param shown the parameters as anybody may see them, without secrets. */
  constructor(
    private readonly parameters: Parameters,
    private readonly shown: Parameters = parameters,
    private readonly now = new Date(),
    private readonly runId: string = randomUUID(),
  ) {
    const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
    this.values = {
      pm: {
        run_uuid: runId,
        current_datetime_local: new LocalTime(local),
        current_datetime_utc: new LocalTime(now),
      },
      ...parameters,
    };
  }

  /** The same run's template with further parameters, which go before those that it has. */
  with(parameters: Parameters, shown: Parameters = parameters): PathTemplate {
    const { now, runId } = this;
    return new PathTemplate({ ...this.parameters, ...parameters }, { ...this.shown, ...shown }, now, runId);
  }

  /** Fills in a path to read or write: the name of a file can be seen by anybody, a request cannot. */
  fillPlace(path: string): string {
    return isLocal(path) ? this.fillShown(path) : this.fill(path);
  }

  /** Fills in a path as it may be shown. */
  fillShown(path: string): string {
    return new PathTemplate(this.shown, this.shown, this.now, this.runId).fill(path);
  }

  /**
   * Replaces what stands in braces, in Python's format syntax, as papermill has it: `{name}`, `{object[key]}`,
   * `{pm[run_uuid]}`, `{pm[current_datetime_utc]:%Y-%m-%d}`, `{number:03d}`; `{{` and `}}` are braces themselves.
   *
   * @throws ParameterError for a name without a value, and for what is no such template.
   * @example new PathTemplate({ day: 3 }).fill('out/{day:02d}.ipynb') === 'out/03.ipynb'
   */
  fill(path: string): string {
    return path.replace(/\{\{|\}\}|\{([^{}]*)\}|[{}]/g, (found: string, field: string | undefined) => {
      if (field !== undefined) return this.fieldOf(field, path);
      if (found.length === 2) return found.charAt(0);
      throw new ParameterError(
        `The path ${path} has a single ${found}. Braces stand around a parameter's name; write ${found}${found} for the character.`,
      );
    });
  }

  private fieldOf(field: string, path: string): string {
    const match = /^(?<name>[^[.:!]+)(?<access>(?:\[[^\]]*\]|\.[^[.:!]+)*)(?:!s)?(?::(?<spec>.*))?$/.exec(
      field,
    );
    const { name = '', access = '', spec = '' } = match?.groups ?? {};
    if (!match) throw new ParameterError(`The path ${path} has {${field}}; expected a parameter's name.`);
    const keys = [...access.matchAll(/\[([^\]]*)\]|\.([^[.:!]+)/g)].map(
      ([, index, key]) => index ?? key ?? '',
    );
    let value: Value | undefined = Object.hasOwn(this.values, name) ? this.values[name] : undefined;
    for (const key of keys) value = memberOf(value, key);
    if (value !== undefined) return format(value, spec, field);
    const known = Object.keys(this.values).join(', ');
    throw new ParameterError(
      `The path ${path} needs the parameter '${name}${access}', which was not given. Given were: ${known}.`,
    );
  }
}

function memberOf(value: Value | undefined, key: string): Value | undefined {
  const isHolder = typeof value === 'object' && value !== null && !(value instanceof LocalTime);
  return isHolder && Object.hasOwn(value, key) ? (value as Readonly<Record<string, Value>>)[key] : undefined;
}

function format(value: Value, spec: string, field: string): string {
  if (value instanceof Date) return format(new LocalTime(value), spec, field);
  if (value instanceof LocalTime)
    return spec === '' ? momentText(value.wall) : strftime(value.wall, spec, field);
  const parsed =
    /^(?:(?<fill>.)?(?<align>[<>^]))?(?<zero>0)?(?<width>\d*)(?:\.(?<digits>\d+))?(?<kind>[sdf]?)$/u.exec(
      spec,
    );
  const { fill, align, zero, width = '', digits, kind = '' } = parsed?.groups ?? {};
  const isNumber = typeof value === 'number' || typeof value === 'bigint' || value instanceof Float;
  if (!parsed || (kind !== '' && (kind === 's') === isNumber)) throw unknownFormat(spec, field);
  const text = isNumber
    ? numberText(value, kind, digits)
    : textOf(value).slice(0, Number(digits ?? Infinity));
  return pad(text, Number(width), align ?? (isNumber ? '>' : '<'), fill ?? (zero ? '0' : ' '));
}

function numberText(value: number | bigint | Float, kind: string, digits: string | undefined): string {
  const number = value instanceof Float ? value.value : value;
  if (kind === 'f' || digits !== undefined) return Number(number).toFixed(Number(digits ?? 6));
  return textOf(value);
}

function pad(text: string, width: number, align: string, fill: string): string {
  const missing = Math.max(0, width - text.length);
  if (fill === '0' && align === '>' && text.startsWith('-')) return `-${'0'.repeat(missing)}${text.slice(1)}`;
  const before = align === '>' ? missing : align === '^' ? Math.floor(missing / 2) : 0;
  return fill.repeat(before) + text + fill.repeat(missing - before);
}

/** A value as Python's `str` writes it, since paths made by papermill look so. */
function textOf(value: Exclude<Value, LocalTime>): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value instanceof Float) return Number.isInteger(value.value) ? `${value.value}.0` : String(value.value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function momentText(wall: Date): string {
  return `${wall.toISOString().slice(0, 23).replace('T', ' ')}000`;
}

function strftime(wall: Date, spec: string, field: string): string {
  const iso = wall.toISOString();
  const names = (style: Intl.DateTimeFormatOptions): string =>
    wall.toLocaleDateString('en-US', { ...style, timeZone: 'UTC' });
  const hour12 = wall.getUTCHours() % 12 || 12;
  const dayOfYear =
    (Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()) -
      Date.UTC(wall.getUTCFullYear(), 0, 0)) /
    86_400_000;
  const codes: Readonly<Record<string, string>> = {
    Y: iso.slice(0, 4),
    y: iso.slice(2, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
    f: `${iso.slice(20, 23)}000`,
    F: iso.slice(0, 10),
    T: iso.slice(11, 19),
    I: String(hour12).padStart(2, '0'),
    p: wall.getUTCHours() < 12 ? 'AM' : 'PM',
    j: String(dayOfYear).padStart(3, '0'),
    a: names({ weekday: 'short' }),
    A: names({ weekday: 'long' }),
    b: names({ month: 'short' }),
    B: names({ month: 'long' }),
    w: String(wall.getUTCDay()),
    s: String(Math.floor(wall.getTime() / 1000)),
    '%': '%',
  };
  return spec.replace(/%(.?)/g, (_, code: string) => {
    const text = codes[code];
    if (text === undefined) throw unknownFormat(`%${code}`, field);
    return text;
  });
}

function unknownFormat(spec: string, field: string): ParameterError {
  return new ParameterError(
    `The format '${spec}' of {${field}} in a path is not known. Expected a width such as 03d or .2f, or a date's ` +
      'parts such as %Y-%m-%d.',
  );
}
