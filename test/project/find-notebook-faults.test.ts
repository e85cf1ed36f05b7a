import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { findFaults } from '../../scripts/find-notebook-faults.js';
import { lessons, notebookPath } from '../../scripts/lessons.js';

type Draft = ReturnType<typeof lesson>;

/** A lesson without faults. */
function lesson() {
  const code = (id: string, tags: string[], source: string) => ({
    cell_type: 'code',
    execution_count: null as number | null,
    id,
    metadata: { tags },
    outputs: [] as object[],
    source: [source],
  });
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { display_name: 'TypeScript (tslab)', language: 'typescript', name: 'tslab' },
    } as Record<string, unknown>,
    cells: [code('parametros', ['parameters'], 'let stream = "s";'), code('conectar', [], 'connect()')],
  };
}

function faultsOf(change: (draft: Draft) => void): string[] {
  const draft = lesson();
  change(draft);
  return findFaults(JSON.stringify(draft));
}

function firstCell(draft: Draft): Draft['cells'][number] {
  return draft.cells[0] ?? assert.fail('no cell');
}

describe('the notebook check', () => {
  it('finds nothing in a lesson as it should be', () => {
    assert.deepEqual(
      faultsOf(() => {}),
      [],
    );
  });

  for (const committed of lessons) {
    it(`finds nothing in ${committed.name}`, () => {
      assert.deepEqual(findFaults(readFileSync(notebookPath(committed), 'utf8')), []);
    });
  }

  const faults: [string, (draft: Draft) => void, RegExp][] = [
    [
      'an output',
      (draft) => firstCell(draft).outputs.push({ output_type: 'stream' }),
      /"parametros" has outputs/,
    ],
    [
      'an execution count',
      (draft) => Object.assign(firstCell(draft), { execution_count: 0 }),
      /execution count/,
    ],
    ['an access key', (draft) => firstCell(draft).source.push('"AKIAIOSFODNN7EXAMPLE"'), /credential/],
    ['a secret', (draft) => firstCell(draft).source.push('secretAccessKey: "x"'), /credential/],
    [
      'two cells of one id',
      (draft) => Object.assign(firstCell(draft), { id: 'conectar' }),
      /two cells "conectar"/,
    ],
    [
      'an id that a machine made',
      (draft) => Object.assign(firstCell(draft), { id: 'b1946ac9' }),
      /no meaningful id/,
    ],
    ['no parameters', (draft) => firstCell(draft).metadata.tags.pop(), /0 cells tagged "parameters"/],
    ['a long cell', (draft) => firstCell(draft).source.push('\n'.repeat(20)), /21 lines of code/],
    ['an empty cell', (draft) => Object.assign(firstCell(draft), { source: [] }), /is empty/],
    [
      'another kernel',
      (draft) => Object.assign(draft.metadata, { kernelspec: { name: 'deno' } }),
      /kernelspec/,
    ],
    ["a run's metadata", (draft) => Object.assign(draft.metadata, { papermill: {} }), /metadata\.papermill/],
    ['an older format', (draft) => Object.assign(draft, { nbformat_minor: 4 }), /nbformat 4\.4/],
  ];
  for (const [what, change, expected] of faults) {
    it(`finds ${what}`, () => {
      assert.match(faultsOf(change).join('\n'), expected);
    });
  }

  it('says that a file is not JSON', () => {
    assert.match(findFaults('{').join(), /^is not JSON/);
  });
});
