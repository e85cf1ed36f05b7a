import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { executeNotebook, inspectNotebook } from '../../scripts/papermill-js/src/index.js';
import { typescript } from '../../scripts/papermill-js/src/translators/javascript.js';
import type { Parameters } from '../../scripts/papermill-js/src/translators/parameters.js';
import { stockTslab, temporaryFolder, tslabKernelDir } from './support/kernels.js';
import { codeCell, sketchNotebook, textOf } from './support/notebooks.js';

/** What parameters become, without the comment. */
function injected(cell: string, parameters: Parameters, ...earlier: string[]): string {
  return typescript.translate(parameters, cell, earlier).replace('// Parameters\n', '');
}

function problems(cell: string, parameters: Parameters, ...earlier: string[]): string[] {
  return (typescript.check?.(parameters, cell, earlier) ?? []).map(({ message }) => message);
}

const enums = `
enum Mode { Fast = 'fast', Slow = 'slow', 'Very slow' = 'snail' }
export const enum Level { Low, Mid = 5, High }
let mode: Mode = Mode.Fast;
let level = Level.Low;
const modes: (Mode | null)[] = [];
let sizes: Record<Mode, number> = { fast: 1, slow: 2, snail: 3 };
let text: string | Mode = '';`;

describe('A parameter that is declared as an enum', () => {
  it('is written as the member that has the value, or the name', () => {
    assert.equal(injected(enums, { mode: 'slow' }), 'let mode: Mode = Mode.Slow;');
    assert.equal(injected(enums, { mode: 'Fast' }), 'let mode: Mode = Mode.Fast;');
    assert.equal(injected(enums, { mode: 'snail' }), 'let mode: Mode = Mode["Very slow"];');
    assert.equal(injected(enums, { level: 6 }), 'let level: Level = Level.High;');
    assert.equal(injected(enums, { level: 'Mid' }), 'let level: Level = Level.Mid;');
    assert.equal(
      injected(enums, { modes: ['fast', null] }),
      'const modes: (Mode | null)[] = [Mode.Fast, null];',
    );
    assert.equal(injected(enums, { text: 'fast' }), 'let text: string | Mode = "fast";');
  });

  it('may have no other value', () => {
    const refused: [Parameters, string][] = [
      [
        { mode: 'other' },
        `'mode' is declared as the enum Mode (Fast = "fast", Slow = "slow", Very slow = "snail"), and the string "other" was given`,
      ],
      [
        { level: 1 },
        "'level' is declared as the enum Level (Low = 0, Mid = 5, High = 6), and the number 1 was given",
      ],
      [{ sizes: { fast: 1, slow: 2 } }, "'sizes.snail' is missing: number is expected"],
    ];
    for (const [parameters, message] of refused) assert.deepEqual(problems(enums, parameters), [message]);
  });

  it('may have any value where the members are computed, merged, or not there when the cell runs', () => {
    const cell = `
enum Flags { A = 1 << 0, B = 1 << 1 }
enum Two { A } enum Two { B = 1 }
declare enum Far { A }
let flags: Flags = 0, two: Two = 0, far: Far = 0;`;
    assert.deepEqual(problems(cell, { flags: 3, two: 7, far: 9 }), []);
  });
});

describe('A parameter of a type of the notebook', () => {
  it('is held against generic types with what they are given', () => {
    const cell = `
type Box<T> = { value: T };
interface Page<T, C = string> extends Box<T[]> { next?: C }
type List<T> = { item: T; rest: List<T> | null };
type Deep<T> = { value: T; deeper?: Deep<T[]> };
let box: Box<number> = { value: 1 };
let page: Page<'a' | 'b'> = { value: [] };
let list: List<number> = { item: 1, rest: null };
let deep: Deep<number> = { value: 1 };
let far: Box<Elsewhere> = load();
let wrong: Box = load();`;
    const allowed = { value: ['a'], next: 'x' };
    assert.deepEqual(problems(cell, { page: allowed, far: { value: [1] }, wrong: 1 }), []);
    assert.deepEqual(problems(cell, { deep: { value: 1, deeper: { value: [2] } } }), []);
    const refused: [Parameters, RegExp][] = [
      [{ box: { value: 'x' } }, /^'box\.value' is declared as number, and the string "x" was given$/],
      [{ page: { value: ['c'] } }, /^'page\.value\[0\]' is declared as "a" \| "b"/],
      [{ page: { value: [], next: 1 } }, /^'page\.next' is declared as string/],
      [{ list: { item: 1, rest: { item: 'x', rest: null } } }, /^'list\.rest\.item' is declared as number/],
      [{ deep: { value: 1, deeper: { value: 2 } } }, /^'deep\.deeper\.value' is declared as number\[\]/],
      [{ far: 1 }, /^'far' is declared as \{ value: unknown \}/],
    ];
    for (const [parameters, message] of refused) assert.match(problems(cell, parameters).join(), message);
  });

  it('is held against all declarations of an interface', () => {
    const cell = 'interface A { a: number } interface A { b: number } let v: A = { a: 1, b: 2 };';
    assert.deepEqual(problems(cell, { v: { a: 1, b: 2 } }), []);
    assert.match(problems(cell, { v: { a: 1 } }).join(), /^'v\.b' is missing/);
  });

  it('is held against types of earlier cells, of which the latest counts', () => {
    const earlier = [
      'type Region = string;',
      "type Region = 'sul' | 'norte'; enum Mode { Fast = 'fast' }",
      'not { a cell',
    ];
    const cell = "let region: Region = 'sul'; let mode: Mode = Mode.Fast;";
    assert.match(problems(cell, { region: 'x' }, ...earlier).join(), /^'region' is declared as "sul"/);
    assert.equal(injected(cell, { mode: 'fast' }, ...earlier), 'let mode: Mode = Mode.Fast;');
    assert.deepEqual(problems(`type Region = number; ${cell}`, { region: 2 }, ...earlier), []);
  });

  it('is told to be checked, unless the type comes from elsewhere', async () => {
    const source = `
type Box<T> = { value: T };
type Deep<T> = { value: T; deeper?: Deep<[T, T, T]> };
let box: Box<string> = { value: '' }, far: Box<Elsewhere> = load();
let region: Region = 'sul', mode = Mode.Fast, hidden: Hidden = 1, deep: Deep<number> = { value: 1 };`;
    const notebook = sketchNotebook(
      [
        "type Region = 'sul' | 'norte'; enum Mode { Fast = 'fast' }",
        { source: 'type Hidden = number;', tags: ['skip-execution'] },
        { source, tags: ['parameters'] },
        'type Hidden = number;',
      ],
      'tslab',
    );
    const rows = (await inspectNotebook(notebook))?.map((p) => [p.name, p.type, p.unchecked]);
    assert.deepEqual(rows, [
      ['box', 'Box<string>', undefined],
      ['far', 'Box<Elsewhere>', 'parts'],
      ['region', 'Region', undefined],
      ['mode', 'Mode', undefined],
      ['hidden', 'Hidden', 'all'],
      ['deep', 'Deep<number>', undefined],
    ]);
  });
});

describe('A notebook with parameters of its own types', { concurrency: 2 }, () => {
  const folder = temporaryFolder({ after });
  const notebook = sketchNotebook(
    [
      "enum Mode { Fast = 'fast', Slow = 'slow' } type Box<T> = { value: T };",
      {
        source: 'enum Level { Low, High } let mode = Mode.Fast; const box: Box<Level[]> = { value: [] };',
        tags: ['parameters'],
      },
      'const same: boolean = mode === Mode.Slow; console.log(same, box.value[0] === Level.High, mode);',
    ],
    'tslab',
  );

  for (const [name, kernelDir] of [
    ['this project’s kernel', async () => tslabKernelDir],
    ['stock tslab', () => stockTslab(join(folder, 'stock'))],
  ] as const) {
    it(`compiles and runs in ${name}`, async () => {
      const parameters = { mode: 'slow', box: { value: ['High'] } };
      const options = { parameters, kernelDirs: [await kernelDir()] };
      const { notebook: executed } = await executeNotebook(notebook, null, options);
      assert.equal(textOf(codeCell(executed, 3)), 'true true slow\n');
    });
  }
});
