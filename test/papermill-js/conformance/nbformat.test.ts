import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { before, describe, it } from 'node:test';
import { ensurePythonEnvironment } from '../../../scripts/lab/python-environment.js';
import { parseNotebook, serializeNotebook } from '../../../scripts/papermill-js/src/index.js';
import { parseStyledNotebook } from '../../../scripts/papermill-js/src/notebook/read.js';
import { notebookPieces } from '../../../scripts/papermill-js/src/notebook/write.js';
import { withoutPython } from '../../project/support/python.js';
import { jsonValues } from '../support/json-values.js';
import { assertValid } from '../support/notebooks.js';

const requirements = path.join(import.meta.dirname, 'requirements.txt');

/** Reads each notebook of a JSON array with nbformat, and writes it as format 4. */
const script = `
import json, logging, sys, warnings
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
import nbformat
written = [nbformat.writes(nbformat.reads(json.dumps(n), as_version=4)) for n in json.load(sys.stdin)]
sys.stdout.buffer.write(json.dumps(written).encode())
`;

const outputs = [
  {
    output_type: 'pyout',
    prompt_number: 3,
    text: ['a\n', 'b'],
    html: '<b>é</b>',
    png: 'aGk=',
    metadata: { png: { width: 1 } },
  },
  {
    output_type: 'pyout',
    json: ['{"a": [1, ', '2]}'],
    latex: ['$x$'],
    svg: ['<svg>\n', '</svg>'],
    metadata: {},
  },
  {
    output_type: 'display_data',
    jpeg: 'aGk=',
    javascript: ['1;\n', '2'],
    'text/x-own': ['kept'],
    metadata: { own: 1 },
  },
  { output_type: 'stream', stream: 'stderr', text: ['one', 'two'] },
  { output_type: 'stream', text: 'one\ntwo\n' },
  { output_type: 'pyerr', ename: 'E', evalue: 'v', traceback: ['a', 'b'] },
];
const cells = [
  { cell_type: 'heading', level: 2, source: ['A ', 'title\n', 'of two lines'], metadata: { x: 1 } },
  { cell_type: 'markdown', source: ['# é\n', 'text'] },
  { cell_type: 'raw', source: 'raw', metadata: {} },
  { cell_type: 'html', source: '<p>', metadata: {} },
  {
    cell_type: 'code',
    language: 'python',
    collapsed: true,
    input: ['a = 1\n', 'a'],
    outputs,
    prompt_number: 3,
    metadata: { trusted: true },
  },
  { cell_type: 'code', language: 'python', collapsed: false, input: 'b', outputs: [], metadata: {} },
];
const old = [
  {
    nbformat: 3,
    nbformat_minor: 0,
    metadata: { name: 'n', signature: 's', own: [1] },
    worksheets: [{ cells, metadata: {} }, { cells: cells.slice(0, 1) }],
  },
  {
    nbformat: 2,
    metadata: { name: 'n' },
    worksheets: [
      {
        cells: [
          { cell_type: 'markdown', source: ['# é', '', 'text'] },
          { ...cells[5], input: ['a', 'b'] },
        ],
      },
    ],
  },
  { nbformat: 3, nbformat_minor: 0, orig_nbformat: 2, metadata: { name: '' }, worksheets: [] },
];

describe('nbformat and papermill-js', { skip: withoutPython }, () => {
  let python = '';
  before(async () => {
    ({ python } = await ensurePythonEnvironment({ requirements }));
  });
  const written = async (notebooks: readonly unknown[]): Promise<string[]> => {
    const child = spawn(python, ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(JSON.stringify(notebooks));
    return JSON.parse(await text(child.stdout)) as string[];
  };
  const withoutIds = (json: string): unknown =>
    JSON.parse(json, (key, value) => (key === 'id' ? undefined : value));

  it('upgrade formats 2 and 3 to the same notebook', async () => {
    const theirs = await written(old);
    for (const [at, notebook] of old.entries()) {
      const ours = serializeNotebook(parseNotebook(JSON.stringify(notebook), 'old'));
      await assertValid(JSON.parse(ours));
      assert.deepEqual(withoutIds(ours), withoutIds(theirs[at] ?? ''));
    }
  });

  it('write the same bytes', async () => {
    const values = jsonValues(400);
    const notebooks = values.map((value, at) => {
      const shown = typeof value === 'string' ? value : `${JSON.stringify(value)}\r\n\u2028 \x85é\x0c${at}`;
      const code = {
        outputs: [
          { output_type: 'stream', name: 'stdout', text: shown },
          {
            output_type: 'display_data',
            data: {
              'text/plain': shown,
              'application/json': value,
              'image/svg+xml': shown,
              'image/png': shown,
            },
            metadata: {},
          },
        ],
        execution_count: at,
      };
      return {
        nbformat: 4,
        nbformat_minor: 5,
        metadata: { value, keys: { '10': 1, '9': 2, '\uffee': 3, '😀': 4 } },
        cells: [
          { cell_type: 'code', id: 'a', metadata: { value }, source: shown, ...code },
          {
            cell_type: 'markdown',
            id: 'b',
            metadata: {},
            source: shown,
            attachments: { 'a.txt': { 'text/plain': shown } },
          },
        ],
      };
    });
    for (const [at, json] of (await written(notebooks)).entries()) {
      const { notebook, style } = parseStyledNotebook(json, 'theirs');
      assert.equal([...notebookPieces(notebook, style)].join(''), json, `notebook ${at}`);
    }
  });
});
