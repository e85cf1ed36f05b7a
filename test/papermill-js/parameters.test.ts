import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { collectParameters, typeByLook } from '../../scripts/papermill-js/src/cli/parameter-options.js';
import { ParameterError, type ParameterValue } from '../../scripts/papermill-js/src/index.js';
import { injectParameters } from '../../scripts/papermill-js/src/notebook/parameters.js';
import type { Parameters } from '../../scripts/papermill-js/src/translators/parameters.js';
import { translateToPython } from '../../scripts/papermill-js/src/translators/python.js';
import { translatorFor } from '../../scripts/papermill-js/src/translators/translator.js';
import { translateToTypeScript } from '../../scripts/papermill-js/src/translators/typescript.js';
import { temporaryFolder } from './support/kernels.js';
import { type CellSketch, sketchNotebook } from './support/notebooks.js';

describe('A value on the command line', () => {
  const cases: [string, ParameterValue][] = [
    ['true', true],
    ['True', true],
    ['false', false],
    ['False', false],
    ['null', null],
    ['None', null],
    ['12', 12],
    ['-3', -3],
    ['+3', 3],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['0', 0],
    ['0.5', 0.5],
    ['9007199254740993', 9007199254740993n],
    ['012345678901', '012345678901'],
    ['nan', 'nan'],
    ['2026-01-31', '2026-01-31'],
    ['', ''],
    [' 1', ' 1'],
    ['TRUE', 'TRUE'],
  ];
  for (const [text, value] of cases) {
    it(`${JSON.stringify(text)} means ${typeof value} ${String(value)}`, () => {
      assert.deepEqual(typeByLook(text), value);
    });
  }
});

describe('Parameters given in several ways', () => {
  const none = { base64: [], files: [], yaml: [], typed: [], raw: [] };

  it('are merged in papermill’s order', async (t) => {
    const file = join(temporaryFolder(t), 'parameters.json');
    await writeFile(file, JSON.stringify({ a: 'file', b: 'file', c: 'file', d: 'file' }));
    const merged = await collectParameters({
      base64: [Buffer.from('{a: base64, z: base64}').toString('base64')],
      files: [file],
      yaml: ['{b: yaml, c: yaml, d: yaml}'],
      typed: [
        ['c', '1'],
        ['d', '2'],
      ],
      raw: [['d', '3']],
    });
    assert.deepEqual(merged, { z: 'base64', a: 'file', b: 'yaml', c: 1, d: '3' });
  });

  it('keep YAML timestamps as text and nested values as they are', async () => {
    const merged = await collectParameters({ ...none, yaml: ['since: 2026-01-31\nlist: [1, {a: null}]'] });
    assert.deepEqual(merged, { since: '2026-01-31', list: [1, { a: null }] });
  });

  it('are refused when they are no names with values', async () => {
    await assert.rejects(collectParameters({ ...none, yaml: ['- 1'] }), /of -y must be names with values/);
    await assert.rejects(collectParameters({ ...none, yaml: ['a: [1'] }), ParameterError);
    await assert.rejects(
      collectParameters({ ...none, files: ['no-such-file'] }),
      /no-such-file cannot be read/,
    );
  });
});

describe('Translating parameters', () => {
  it('to TypeScript gives source that evaluates to the same values', () => {
    const parameters = {
      text: 'quotes " \' ` \\ \n\r\t\0 \u2028\u2029 😀 \ud800 </script>',
      numbers: [0, -0, 1.5, 1e300, Number.NaN, -Infinity],
      big: -(2n ** 80n),
      nothing: null,
      nested: { 'not-a-name': [], __proto__x: {}, ok: { deep: [true, false] }, 1: 'one' },
      when: [new Date(0)],
    };
    const source = translateToTypeScript(parameters);
    assert.equal(source.split('\n').length, 1 + Object.keys(parameters).length);
    const names = `({ ${Object.keys(parameters).join(', ')} })`;
    const seen: unknown = runInNewContext(`${source}\n${names}`, { Date });
    assert.deepEqual(structuredClone(seen), parameters);
  });

  it('to TypeScript keeps a key called __proto__ a key', () => {
    const value = JSON.parse('{"__proto__": 1}') as ParameterValue;
    const seen: unknown = runInNewContext(`${translateToTypeScript({ value })}\nJSON.stringify(value)`);
    assert.equal(seen, '{"__proto__":1}');
  });

  it('to Python writes Python’s own constants', () => {
    const parameters = { a: true, b: null, c: [1, { d: 'é"\n' }], e: Number.NaN, f: 2n ** 70n, g: -Infinity };
    assert.equal(
      translateToPython(parameters),
      [
        '# Parameters',
        'a = True',
        'b = None',
        'c = [1, {"d": "é\\"\\n"}]',
        "e = float('nan')",
        'f = 1180591620717411303424',
        "g = float('-inf')",
      ].join('\n'),
    );
  });

  it('refuses names and values that the language does not have', () => {
    assert.throws(() => translateToTypeScript({ 'my-name': 1 }), /"my-name" cannot be a variable/);
    assert.throws(() => translateToTypeScript({ class: 1 }), ParameterError);
    assert.throws(() => translateToPython({ lambda: 1 }), ParameterError);
    const withFunction = { ok: { f: () => 1 } } as unknown as Parameters;
    assert.throws(() => translateToTypeScript(withFunction), /The parameter ok\.f is a function/);
  });

  it('looks at the kernel’s name first, then at its language', () => {
    assert.match(translatorFor('tslab', undefined)({ a: 1 }), /^\/\/ Parameters\nlet a = 1;$/);
    assert.match(translatorFor('deno', 'typescript')({ a: 1 }), /let a = 1;/);
    assert.match(translatorFor('ijavascript', 'JavaScript')({ a: 1 }), /var a = 1;/);
    assert.match(translatorFor('python3', 'python')({ a: 1 }), /^# Parameters\na = 1$/);
    assert.throws(() => translatorFor('ir', 'R'), /kernel 'ir' of the language 'R'/);
  });
});

describe('Injecting parameters', () => {
  const ts = () => translateToTypeScript;
  const inject = (cells: CellSketch[], parameters: Parameters) => {
    const notebook = sketchNotebook(cells);
    const warnings = injectParameters(notebook, parameters, ts);
    return { ids: notebook.cells.map(({ id }) => id), warnings, notebook };
  };
  const declared = { source: 'let a = 1;', tags: ['parameters'] };
  const injected = { source: 'let a = 2;', tags: ['injected-parameters'] };

  it('puts a cell after the one tagged parameters', () => {
    const { ids, warnings } = inject(['0', declared, '1'], { a: 5 });
    assert.deepEqual(ids, ['cell-1', 'cell-2', 'injected-parameters', 'cell-3']);
    assert.deepEqual(warnings, []);
  });

  it('replaces a cell injected before, wherever it is', () => {
    const { ids, notebook } = inject([declared, '1', injected], { a: 5 });
    assert.deepEqual(ids, ['cell-1', 'cell-2', 'cell-3']);
    assert.equal(notebook.cells[2]?.source, '// Parameters\nlet a = 5;');
  });

  it('puts it at the top, with a warning, where no cell is tagged', () => {
    const { ids, warnings } = inject(['0'], { a: 5 });
    assert.deepEqual(ids, ['injected-parameters', 'cell-1']);
    assert.match(warnings.join(), /no cell tagged 'parameters'/);
  });

  it('warns of names that the parameters cell does not mention', () => {
    const { warnings } = inject([declared], { a: 5, typo: 1 });
    assert.equal(warnings.length, 1);
    assert.match(warnings.join(), /does not declare 'typo'/);
  });

  it('leaves a notebook alone where there are none', () => {
    assert.deepEqual(inject([declared, injected], {}).ids, ['cell-1', 'cell-2']);
  });
});
