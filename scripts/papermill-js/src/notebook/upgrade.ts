import { isObject } from './model.js';

type Loose = Record<string, unknown>;

/** What formats before 4 call the types of an output. */
const mimeTypes: Readonly<Record<string, string>> = {
  text: 'text/plain',
  html: 'text/html',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpeg: 'image/jpeg',
  latex: 'text/latex',
  json: 'application/json',
  javascript: 'application/javascript',
};

/**
 * Turns a notebook of format 2 or 3 into one of format 4, as nbformat converts it: the cells of all worksheets in one
 * row, headings as markdown. What is no notebook is left to the reader of format 4 to refuse.
 */
export function upgradeNotebook({ worksheets, metadata }: Loose): Loose {
  const { name: _name, ...kept } = isObject(metadata) ? metadata : {};
  const sheets = Array.isArray(worksheets) ? worksheets : [];
  const cells = sheets.flatMap((sheet: unknown) =>
    isObject(sheet) && Array.isArray(sheet.cells) ? sheet.cells : [],
  );
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: kept,
    cells: Array.isArray(worksheets) ? cells.map(upgradeCell) : undefined,
  };
}

function upgradeCell(cell: unknown): unknown {
  if (!isObject(cell)) return cell;
  const metadata = isObject(cell.metadata) ? cell.metadata : {};
  const source = joinLines(cell.source ?? '');
  switch (cell.cell_type) {
    case 'code':
      return {
        cell_type: 'code',
        execution_count: cell.prompt_number ?? null,
        metadata: 'collapsed' in cell ? { ...metadata, collapsed: cell.collapsed } : metadata,
        outputs: Array.isArray(cell.outputs) ? cell.outputs.map(upgradeOutput) : cell.outputs,
        source: joinLines(cell.input ?? ''),
      };
    case 'heading': {
      const title = typeof source === 'string' ? source.split(/\r?\n/).join(' ').trimEnd() : source;
      return { cell_type: 'markdown', metadata, source: `${'#'.repeat(Number(cell.level ?? 1))} ${title}` };
    }
    case 'html':
      return { cell_type: 'markdown', metadata, source };
    default:
      return { cell_type: cell.cell_type, metadata, source };
  }
}

function upgradeOutput(output: unknown): unknown {
  if (!isObject(output)) return output;
  const { output_type: type, metadata, prompt_number: count, ...rest } = output;
  switch (type) {
    case 'pyout':
      return {
        output_type: 'execute_result',
        execution_count: count ?? null,
        ...upgradeData(rest, metadata),
      };
    case 'display_data':
      return { output_type: 'display_data', ...upgradeData(rest, metadata) };
    case 'pyerr': {
      const { ename = '', evalue = '', traceback = [] } = rest;
      return { output_type: 'error', ename, evalue, traceback };
    }
    case 'stream':
      return { output_type: 'stream', name: rest.stream ?? 'stdout', text: joinLines(rest.text ?? '') };
    default:
      return output;
  }
}

function upgradeData(data: Loose, metadata: unknown): Loose {
  const renamed = renameKeys(data);
  const json = joinLines(renamed['application/json']);
  if (typeof json === 'string') renamed['application/json'] = parseOrKeep(json);
  for (const [mime, value] of Object.entries(renamed)) {
    if (mime !== 'application/json') renamed[mime] = joinLines(value);
  }
  return { data: renamed, metadata: isObject(metadata) ? renameKeys(metadata) : {} };
}

function renameKeys(object: Loose): Loose {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      Object.hasOwn(mimeTypes, key) ? mimeTypes[key] : key,
      value,
    ]),
  );
}

/** JSON was written as text then. */
function parseOrKeep(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

/** Early writers left the line ends out. */
function joinLines(value: unknown): unknown {
  if (!Array.isArray(value) || !value.every((line) => typeof line === 'string')) return value;
  return value.join(/[\n\r]$/.test(value[0] ?? '') ? '' : '\n');
}
