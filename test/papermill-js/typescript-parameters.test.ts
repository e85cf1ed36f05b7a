import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { executeNotebook, inspectNotebook, ParameterError } from '../../scripts/papermill-js/src/index.js';
import { readDeclarations } from '../../scripts/papermill-js/src/translators/declarations.js';
import { javascript, jslab, typescript } from '../../scripts/papermill-js/src/translators/javascript.js';
import type { Parameters } from '../../scripts/papermill-js/src/translators/parameters.js';
import { jsonValues } from './support/json-values.js';
import { stockTslab, temporaryFolder, tslabKernelDir } from './support/kernels.js';
import { codeCell, sketchNotebook, textOf } from './support/notebooks.js';

/** What `parameters` become, without the comment. */
function injected(cell: string, parameters: Parameters): string {
  return typescript.translate(parameters, cell).replace('// Parameters\n', '');
}

function problems(cell: string, parameters: Parameters): string[] {
  return (typescript.check?.(parameters, cell) ?? []).map(({ message }) => message);
}

describe('The parameters cell in TypeScript', () => {
  it('tells names, types, defaults and comments', async () => {
    const source = `
import type { Region } from '../shared';
/**
 * The topic
 * to read.
 */
const topic: string = 'sales';
// not this one

let shards = 2; // how many shards
let a = 1, // first
  b = [1, 'x'], c; /* third */
let region: Region = 'sul', filter = { limit: -1.5, 'two words': [true] };
export let since = new Date('2026-01-31');
const { x, rest: [y, ...z] } = load();
let computed = load();
function notOne() { let inner = 1; }`;
    const notebook = sketchNotebook([{ source, tags: ['parameters'] }], 'tslab');
    const rows = (await inspectNotebook(notebook))?.map((p) => [p.name, p.type, p.default, p.help]);
    assert.deepEqual(rows, [
      ['topic', 'string', "'sales'", 'The topic to read.'],
      ['shards', 'number', '2', 'how many shards'],
      ['a', 'number', '1', 'first'],
      ['b', '(number | string)[]', "[1, 'x']", ''],
      ['c', undefined, undefined, 'third'],
      ['region', 'Region', "'sul'", ''],
      ['filter', '{ limit: number; "two words": boolean[] }', "{ limit: -1.5, 'two words': [true] }", ''],
      ['since', 'Date', "new Date('2026-01-31')", ''],
      ['x', undefined, undefined, ''],
      ['y', undefined, undefined, ''],
      ['z', undefined, undefined, ''],
      ['computed', undefined, 'load()', ''],
    ]);
  });

  it('tells of which types nothing, or not all, is checked', async () => {
    const source = `
import type { Region } from '../shared';
interface Place { at: [Region, number]; next?: Place }
interface Far extends Region { km: number }
type Box<T> = { value: T };
let region: Region = 'sul';
let place: Place = load();
let far: Far = load();
let boxes: Box<string>[] = [];
let anything: any = 1, whatever: Record<string, unknown> = {};
let tree: Tree = { children: [] };
type Tree = { children: Tree[] };`;
    const notebook = sketchNotebook([{ source, tags: ['parameters'] }], 'tslab');
    const rows = (await inspectNotebook(notebook))?.map((p) => [p.name, p.unchecked]);
    assert.deepEqual(rows, [
      ['region', 'all'],
      ['place', 'parts'],
      ['far', 'parts'],
      ['boxes', undefined],
      ['anything', undefined],
      ['whatever', undefined],
      ['tree', undefined],
    ]);
  });

  it('has none to tell where no cell is tagged, or where it does not parse', async () => {
    assert.equal(await inspectNotebook(sketchNotebook(['let a = 1;'], 'tslab')), null);
    const broken = sketchNotebook([{ source: 'let a = ;', tags: ['parameters'] }], 'tslab');
    assert.deepEqual(await inspectNotebook(broken), []);
    assert.equal(readDeclarations('let a = ;'), undefined);
  });
});

describe('A parameter injected after a TypeScript cell', () => {
  it('keeps the keyword and the type of its declaration', () => {
    assert.equal(injected("const topic: string = 'a';", { topic: 'b' }), 'const topic: string = "b";');
    assert.equal(injected('let n = 1;', { n: 2 }), 'let n = 2;');
    assert.equal(injected('var n: number | null = 1;', { n: null }), 'var n: number | null = null;');
  });

  it('keeps the type that was inferred where the new value alone would have another', () => {
    assert.equal(injected("const mode = 'fast';", { mode: 'slow' }), 'const mode: string = "slow";');
    assert.equal(injected("let names = ['a'];", { names: [] }), 'let names: string[] = [];');
    assert.equal(
      injected("let f = { names: ['a'], n: 0 };", { f: { names: [], n: 1 } }),
      'let f: { names: string[]; n: number } = { names: [], n: 1 };',
    );
  });

  it('becomes a date or a bigint where the type has no place for text and numbers', () => {
    const day = 'new Date("2026-01-31T00:00:00.000Z")';
    assert.equal(injected('let d: Date = new Date();', { d: '2026-01-31' }), `let d: Date = ${day};`);
    assert.equal(
      injected('let d: Date | string = "";', { d: '2026-01-31' }),
      'let d: Date | string = "2026-01-31";',
    );
    assert.equal(injected('let b = 0n;', { b: 5 }), 'let b = 5n;');
    assert.equal(injected('let b: bigint[] = [];', { b: [1, '23'] }), 'let b: bigint[] = [1n, 23n];');
  });

  it('loses its type where it does not fit, so that the cell compiles all the same', () => {
    assert.equal(injected('const n: number = 1;', { n: 'x' }), 'const n = "x";');
  });

  const declarations = `
type Mode = 'fast' | 'slow';
interface Filter { readonly names: readonly string[]; limit?: number | null }
type Tree = { children: Tree[] };
let mode: Mode = 'fast';
let filter: Filter = { names: [] };
let tree: Tree = { children: [] };
let pair: [string, number?] = ['a'];
let rest: [string, ...number[]] = ['a'];
let counts: Record<string, number> = {};
let sides: Record<'left' | 'right', boolean> = { left: true, right: false };
let part: Partial<Filter> = {};
let any: unknown = null;
let imported: Elsewhere<string> = load();
let list: Array<{ n: number }> = [];
let flag = true;`;

  it('may have any value that its type allows', () => {
    const allowed: Parameters[] = [
      { mode: 'slow', filter: { names: ['a'], limit: null }, tree: { children: [{ children: [] }] } },
      { pair: ['a'], rest: ['a', 1, 2], counts: { a: 1 }, sides: { left: false, right: false }, part: {} },
      { pair: ['a', 1], any: [1], imported: 'x', list: [{ n: 1 }], flag: false },
    ];
    for (const parameters of allowed) assert.deepEqual(problems(declarations, parameters), []);
  });

  const refused: [Parameters, string][] = [
    [{ mode: 'other' }, `'mode' is declared as "fast" | "slow", and the string "other" was given`],
    [{ filter: { names: ['a', 1] } }, "'filter.names[1]' is declared as string, and the number 1 was given"],
    [{ filter: {} }, "'filter.names' is missing: string[] is expected"],
    [
      { filter: { names: [], typo: 1 } },
      "'filter.typo' is not declared; 'filter' has the properties names, limit",
    ],
    [
      { tree: { children: [1] } },
      "'tree.children[0]' is declared as { children: Tree[] }, and the number 1 was given",
    ],
    [{ pair: [] }, "'pair' is declared as [string, number?], and the array [] was given"],
    [{ counts: { a: 'x' } }, `'counts.a' is declared as number, and the string "x" was given`],
    [{ list: [{ n: null }] }, "'list[0].n' is declared as number, and null was given"],
    [{ flag: 'true' }, `'flag' is declared as boolean, and the string "true" was given`],
    [{ sides: { left: true } }, "'sides.right' is missing: boolean is expected"],
  ];
  for (const [parameters, message] of refused) {
    it(`may not be ${JSON.stringify(parameters)}`, () => {
      assert.deepEqual(problems(declarations, parameters), [message]);
    });
  }

  it('is held against what interfaces extend, intersections, and what is picked from a type', () => {
    const cell = `
import type { Elsewhere } from './elsewhere';
interface Base { id: number; name?: string }
interface Derived extends Base, Elsewhere { mode: 'a' | 'b' }
let derived: Derived = load();
let both: Base & { extra: boolean } = load();
let picked: Pick<Base, 'id'> = { id: 1 };
let omitted: Omit<Required<Base>, 'id'> = { name: 'x' };
let present: NonNullable<string | null> = '';
type Loop = Partial<Loop>;
interface Merged { a: number }
interface Merged { b: number }
let merged: Merged = { a: 1, b: 2 };
let loop: Loop = {};`;
    const allowed: Parameters = {
      derived: { id: 1, mode: 'a', more: [] },
      both: { id: 1, extra: true },
      picked: { id: 2 },
      omitted: { name: 'y' },
      present: 'z',
      loop: { anything: 1 },
      merged: { a: 3, b: 4 },
    };
    assert.deepEqual(problems(cell, allowed), []);
    const refusals: [Parameters, RegExp][] = [
      [{ derived: { id: 'x', mode: 'a' } }, /^'derived\.id' is declared as number/],
      [{ derived: { id: 1, mode: 'c' } }, /^'derived\.mode' is declared as "a" \| "b"/],
      [{ both: { id: 1 } }, /^'both\.extra' is missing/],
      [{ both: { id: 1, extra: true, more: 1 } }, /^'both\.more' is not declared/],
      [{ picked: { id: 1, name: 'x' } }, /^'picked\.name' is not declared/],
      [{ omitted: {} }, /^'omitted\.name' is missing/],
      [{ present: null }, /^'present' is declared as string, and null was given/],
    ];
    for (const [parameters, message] of refusals) assert.match(problems(cell, parameters).join(), message);
  });

  it('that should be text tells how to give digits as text', () => {
    assert.match(
      problems("let account = '';", { account: 1 }).join(),
      /\(-r account VALUE gives it as text\)$/,
    );
  });
});

describe('A parameter injected into JavaScript', () => {
  it('is declared again without types in tslab, and only assigned to elsewhere', () => {
    assert.equal(jslab.translate({ a: 2 }, 'const a = 1;'), '// Parameters\nconst a = 2;');
    assert.equal(javascript.translate({ a: 2, b: 3 }, 'let a = 1;'), '// Parameters\na = 2;\nvar b = 3;');
  });

  it('cannot replace a const in a kernel that has one scope for all cells', () => {
    assert.match(javascript.check?.({ a: 2 }, 'const a = 1;')[0]?.message ?? '', /declare it with let/);
  });
});

describe('A TypeScript notebook with parameters of every kind', { concurrency: 2 }, () => {
  const folder = temporaryFolder({ after });
  const cell = `const topic: string = 'sales'; const mode = 'fast';
let shards = 1; let big = 0n; let since: Date | null = null;
let filter = { names: ['a'], limit: 0 };
let nested: { deep: ({ n: number } | null)[] } = { deep: [] };
var flag = false;`;
  const show = `const narrow: string = mode; filter.names.push('z'); filter.limit + 1;
if (mode === 'fast') console.log('was fast');
console.log(JSON.stringify([topic, shards + 1, String(big + 1n), since?.toISOString(), filter, nested, flag]));`;
  const parameters = {
    topic: 'aspas " e \' ` $x {y}\n\u2028\\ 😀',
    mode: 'slow',
    shards: 4,
    big: '49590338271490256608',
    since: '2026-01-31T12:00:00Z',
    filter: { names: [], limit: 5 },
    nested: { deep: [{ n: 1 }, null] },
    flag: true,
  };
  const expected = [
    ...[parameters.topic, 5, '49590338271490256609', '2026-01-31T12:00:00.000Z'],
    ...[{ names: ['z'], limit: 5 }, parameters.nested, true],
  ];
  const notebook = sketchNotebook([{ source: cell, tags: ['parameters'] }, show], 'tslab');

  for (const [name, kernelDir] of [
    ['this project’s kernel', async () => tslabKernelDir],
    ['stock tslab', () => stockTslab(join(folder, 'stock'))],
  ] as const) {
    it(`compiles and runs in ${name}`, async () => {
      const options = { parameters, kernelDirs: [await kernelDir()] };
      const { notebook: executed } = await executeNotebook(notebook, null, options);
      assert.deepEqual(JSON.parse(textOf(codeCell(executed, 2))), expected);
    });
  }

  it('gets any JSON value unchanged', async () => {
    const values = jsonValues(300);
    const declared = { source: 'let values: unknown[] = [];', tags: ['parameters'] };
    const printing = sketchNotebook([declared, 'console.log(JSON.stringify(values))'], 'tslab');
    const options = { parameters: { values }, kernelDirs: [tslabKernelDir] };
    const { notebook: executed } = await executeNotebook(printing, null, options);
    assert.deepEqual(JSON.parse(textOf(codeCell(executed, 2))), values);
  });

  it('is refused before a kernel starts where one is wrong', async () => {
    const events: string[] = [];
    const output = join(folder, 'never.ipynb');
    const run = executeNotebook(notebook, output, {
      parameters: { shards: 'many', unknown: 1 },
      kernelDirs: [tslabKernelDir],
      onEvent: ({ type }) => events.push(type),
    });
    await assert.rejects(run, (error) => error instanceof ParameterError && /shards/.test(error.message));
    assert.deepEqual(events, []);
  });
});
