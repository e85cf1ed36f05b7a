import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { applyParameters } from '../../scripts/papermill-js/src/apply-parameters.js';
import { collectParameters, typeByLook } from '../../scripts/papermill-js/src/cli/parameter-options.js';
import { Float, ParameterError, type ParameterValue } from '../../scripts/papermill-js/src/index.js';
import { Secrets } from '../../scripts/papermill-js/src/secrets/secrets.js';
import { typescript } from '../../scripts/papermill-js/src/translators/javascript.js';
import type { Parameters } from '../../scripts/papermill-js/src/translators/parameters.js';
import { python } from '../../scripts/papermill-js/src/translators/python.js';
import { translatorFor } from '../../scripts/papermill-js/src/translators/translator.js';
import { temporaryFolder } from './support/kernels.js';
import { type CellSketch, sketchNotebook } from './support/notebooks.js';

function nameOf(value: ParameterValue): string {
  return value instanceof Float ? `the float ${value.value}` : `${typeof value} ${String(value)}`;
}

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
    ['1e3', new Float(1000)],
    ['1.0', new Float(1)],
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
    it(`${JSON.stringify(text)} means ${nameOf(value)}`, () => {
      assert.deepEqual(typeByLook(text), value);
    });
  }
});

describe('Parameters given in several ways', () => {
  const none = {
    injected: {},
    base64: [],
    files: [],
    yaml: [],
    typed: [],
    raw: [],
    secrets: [],
    maskedVariables: [],
  };

  it('are merged in papermill’s order', async (t) => {
    const file = join(temporaryFolder(t), 'parameters.json');
    await writeFile(file, JSON.stringify({ a: 'file', b: 'file', c: 'file', d: 'file' }));
    const merged = await collectParameters({
      injected: { y: 'path', z: 'path' },
      base64: [Buffer.from('{a: base64, z: base64}').toString('base64')],
      files: [file],
      yaml: ['{b: yaml, c: yaml, d: yaml}'],
      typed: [
        ['c', '1'],
        ['d', '2'],
      ],
      raw: [['d', '3']],
      secrets: [],
      maskedVariables: [],
    });
    assert.deepEqual(merged, { y: 'path', z: 'base64', a: 'file', b: 'yaml', c: 1, d: '3' });
  });

  it('are refused in -b where that is not base64 of text, which Node would pass over', async () => {
    const notText = Buffer.from([0x61, 0xff]).toString('base64');
    for (const text of ['!!!', 'abcde', 'a: 1', notText]) {
      await assert.rejects(collectParameters({ ...none, base64: [text] }), (error: Error) => {
        assert.ok(error instanceof ParameterError);
        assert.match(error.message, /^The parameters of -b are not text in base64\. Expected YAML or JSON/);
        return true;
      });
    }
    const wrapped = 'c2hhcmRz\nOiAy\n';
    assert.deepEqual(await collectParameters({ ...none, base64: [wrapped] }), { shards: 2 });
    const unpadded = Buffer.from('{a: é}').toString('base64url').replaceAll('=', '');
    assert.deepEqual(await collectParameters({ ...none, base64: [unpadded] }), { a: 'é' });
  });

  it('keep a parameter that has the name of a property of every object', async () => {
    const typed = [['__proto__', '1']] as const;
    const raw = [['toString', '2']] as const;
    const merged = await collectParameters({ ...none, typed, raw });
    assert.deepEqual(Object.entries(merged), [
      ['__proto__', 1],
      ['toString', '2'],
    ]);
    for (const text of ['__proto__: 1', '{"__proto__": 1}']) {
      assert.deepEqual(Object.entries(await collectParameters({ ...none, yaml: [text] })), [
        ['__proto__', 1],
      ]);
    }
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
    const source = typescript.translate(parameters, '');
    assert.equal(source.split('\n').length, 1 + Object.keys(parameters).length);
    const names = `({ ${Object.keys(parameters).join(', ')} })`;
    const seen: unknown = runInNewContext(`${source}\n${names}`, { Date });
    assert.deepEqual(structuredClone(seen), parameters);
  });

  it('to TypeScript keeps a key called __proto__ a key', () => {
    const value = JSON.parse('{"__proto__": 1}') as ParameterValue;
    const seen: unknown = runInNewContext(`${typescript.translate({ value }, '')}\nJSON.stringify(value)`);
    assert.equal(seen, '{"__proto__":1}');
  });

  it('to Python writes Python’s own constants', () => {
    const parameters = { a: true, b: null, c: [1, { d: 'é"\n' }], e: Number.NaN, f: 2n ** 70n, g: -Infinity };
    assert.equal(
      python.translate(parameters, ''),
      [
        '# Parameters',
        'a = True',
        'b = None',
        'c = [1, {"d": "é\\"\\n"}]',
        "e = float('nan')",
        'f = 1180591620717411303424',
        "g = float('-inf')",
        '',
      ].join('\n'),
    );
  });

  it('refuses names and values that the language does not have', () => {
    assert.throws(() => typescript.translate({ 'my-name': 1 }, ''), /"my-name" cannot be a variable/);
    assert.throws(() => typescript.translate({ class: 1 }, ''), ParameterError);
    assert.throws(() => python.translate({ lambda: 1 }, ''), ParameterError);
    const withFunction = { ok: { f: () => 1 } } as unknown as Parameters;
    assert.throws(() => typescript.translate(withFunction, ''), /The parameter ok\.f is a function/);
  });

  it('looks at the kernel’s name first, then at its language', async () => {
    const inject = async (kernel: string, language: string | undefined, cell = '') =>
      (await translatorFor(kernel, language)).translate({ a: 1 }, cell);
    assert.equal(await inject('tslab', undefined), '// Parameters\nlet a = 1;');
    assert.equal(await inject('deno', 'typescript'), '// Parameters\nlet a = 1;');
    assert.equal(await inject('ijavascript', 'JavaScript'), '// Parameters\nvar a = 1;');
    assert.equal(await inject('python3', 'python'), '# Parameters\na = 1\n');
    await assert.rejects(inject('icobol', 'COBOL'), /kernel 'icobol' of the language 'COBOL'/);
  });
});

describe('Injecting parameters', () => {
  const options = { kernelName: 'tslab', language: undefined, strict: true, secrets: new Secrets({}, {}) };
  const inject = async (cells: CellSketch[], parameters: Parameters, given = {}) => {
    const notebook = sketchNotebook(cells);
    const { warnings } = await applyParameters(notebook, parameters, { ...options, ...given });
    return { ids: notebook.cells.map(({ id }) => id), warnings, notebook };
  };
  const declared = { source: 'let a = 1;', tags: ['parameters'] };
  const injected = { source: 'let a = 2;', tags: ['injected-parameters'] };

  it('puts a cell after the one tagged parameters', async () => {
    const { ids, warnings } = await inject(['0', declared, '1'], { a: 5 });
    assert.deepEqual(ids, ['cell-1', 'cell-2', 'injected-parameters', 'cell-3']);
    assert.deepEqual(warnings, []);
  });

  it('replaces a cell injected before, wherever it is', async () => {
    const { ids, notebook } = await inject([declared, '1', injected], { a: 5 });
    assert.deepEqual(ids, ['cell-1', 'cell-2', 'cell-3']);
    assert.equal(notebook.cells[2]?.source, '// Parameters\nlet a = 5;');
  });

  it('puts it at the top, with a warning, where no cell is tagged', async () => {
    const { ids, warnings } = await inject(['0'], { a: 5 });
    assert.deepEqual(ids, ['injected-parameters', 'cell-1']);
    assert.match(warnings.join(), /no cell tagged 'parameters'/);
  });

  it('refuses names and types that the parameters cell does not declare, all of them at once', async () => {
    const error = await inject([declared], { a: 'x', typo: 1 }).catch((reason: unknown) => reason);
    assert.ok(error instanceof ParameterError);
    assert.match(error.message, /^2 parameters do not fit/);
    assert.match(error.message, /'typo' is not declared in the notebook's parameters cell; it declares a\./);
    assert.match(error.message, /'a' is declared as number, and the string "x" was given\./);
    assert.match(error.message, /--no-strict-parameters/);
  });

  it('only warns of them when it is not to be strict', async () => {
    const { warnings, notebook } = await inject([declared], { a: 'x', typo: 1 }, { strict: false });
    assert.equal(warnings.length, 2);
    assert.equal(notebook.cells[1]?.source, '// Parameters\nlet a = "x";\nlet typo = 1;');
  });

  it('refuses unknown names in Python notebooks too, but for names that the cell mentions', async () => {
    const cell = { source: 'from x import a\nb = 1', tags: ['parameters'] };
    const python3 = { kernelName: 'python3', language: 'python' };
    assert.deepEqual((await inject([cell], { a: 1, b: 'text' }, python3)).warnings, []);
    await assert.rejects(inject([cell], { c: 1 }, python3), /'c' is not declared .* it declares b\./);
  });

  it('does not expect the paths that papermill injects to be declared', async () => {
    assert.deepEqual((await inject([declared], { PAPERMILL_INPUT_PATH: 'in.ipynb' })).warnings, []);
  });

  it('leaves a notebook alone where there are none', async () => {
    assert.deepEqual((await inject([declared, injected], {})).ids, ['cell-1', 'cell-2']);
  });
});
