/** A notebook as a flat list: a path such as `cells[2].metadata.tags[0]`, and the value there. */
export type Fields = ReadonlyMap<string, unknown>;

/** A field in which the two outputs differ. */
export interface FieldDifference {
  readonly path: string;
  /** The values; undefined where the field is missing. */
  readonly papermill: unknown;
  readonly ours: unknown;
}

/**
 * Every field in which two notebooks differ. Times and durations only have to be such. The cells that point at a
 * failure are compared apart, so that the others keep their places.
 */
export function differencesOf(papermill: unknown, ours: unknown): FieldDifference[] {
  const [a, b] = [fieldsOf(markersApart(papermill)), fieldsOf(markersApart(ours))];
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((path) => a.get(path) !== b.get(path))
    .map((path) => ({ path, papermill: a.get(path), ours: b.get(path) }));
}

function markersApart(notebook: unknown): unknown {
  const { cells, ...rest } = notebook as { cells: { metadata: { tags: string[] } }[] };
  const isMarker = (cell: (typeof cells)[number]): boolean =>
    cell.metadata.tags?.includes('papermill-error-cell-tag') ?? false;
  return { ...rest, cells: cells.filter((cell) => !isMarker(cell)), markers: cells.filter(isMarker) };
}

function fieldsOf(notebook: unknown): Fields {
  const fields = new Map<string, unknown>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) {
      fields.set(path, withoutTime(value, path));
      return;
    }
    if (/\.(source|text)$/.test(path) && Array.isArray(value)) {
      fields.set(path, value.join(''));
      return;
    }
    const entries = Object.entries(value);
    if (entries.length === 0) fields.set(path, Array.isArray(value) ? '(empty array)' : '(empty object)');
    for (const [key, item] of entries)
      walk(item, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
  };
  walk(notebook, 'notebook');
  return fields;
}

function withoutTime(value: unknown, path: string): unknown {
  if (/\.duration$/.test(path) && typeof value === 'number') return '(seconds)';
  const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)?$/.test(value);
  return isTime && /_time$|\.metadata\.execution\./.test(path) ? '(time)' : value;
}
