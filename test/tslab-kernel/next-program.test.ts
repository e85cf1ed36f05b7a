import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type { TypeScript } from '../../scripts/tslab-kernel/src/compiler/fork-functions.js';
import { createNextProgram } from '../../scripts/tslab-kernel/src/compiler/next-program.js';

type Program = ReturnType<TypeScript['createProgram']>;
type SourceFile = ReturnType<TypeScript['createSourceFile']>;
type Files = Readonly<Record<string, string>>;

const kernelPackage = new URL('../../scripts/tslab-kernel/package.json', import.meta.url);
const typescript: TypeScript = createRequire(kernelPackage)('typescript');
const options = {
  noLib: true,
  types: [],
  ignoreDeprecations: '6.0',
  moduleResolution: typescript.ModuleResolutionKind.Node10,
  module: typescript.ModuleKind.CommonJS,
};

const packages: Files = {
  '/node_modules/toys/package.json': '{ "name": "toys", "version": "1.0.0", "types": "index.d.ts" }',
  '/node_modules/toys/index.d.ts': "export * from './toy';\nexport declare const count: number;",
  '/node_modules/toys/toy.d.ts': 'export interface Toy { price: number }',
  '/node_modules/boxes/package.json': '{ "name": "boxes", "version": "1.0.0", "types": "index.d.ts" }',
  '/node_modules/boxes/index.d.ts': "import { Toy } from 'toys';\nexport declare const box: Toy;",
};

/** Programs of `/cell.ts` and what it imports, in a file system that changes from one to the next. */
class Programs {
  readonly looked: string[] = [];
  private files: Files = {};
  private readonly parsed = new Map<string, SourceFile>();
  private program: Program | undefined;
  private readonly host = {
    ...typescript.createCompilerHost(options),
    getCurrentDirectory: () => '/',
    directoryExists: () => true,
    getDirectories: () => [],
    realpath: (name: string) => name,
    // As the kernel's does: what the user's files import is looked for anew.
    hasInvalidatedResolutions: (path: string) => !path.startsWith('/node_modules'),
    fileExists: (name: string) => {
      this.looked.push(name);
      return name in this.files;
    },
    readFile: (name: string) => this.files[name],
    getSourceFile: (name: string) => this.parse(name),
  };

  /**
   * The next program, in which all but the packages may have changed.
   *
   * @param isChecked whether packages are compared with the disk before they are used as they were
   */
  next(files: Files, isChecked = false): Program {
    this.files = { ...packages, ...files };
    this.looked.length = 0;
    const parts = { rootNames: ['/cell.ts'], options, host: this.host };
    const oldProgram = this.program;
    const mayHaveChanged = ({ fileName }: SourceFile) => !fileName.startsWith('/node_modules');
    const isCurrent = ({ fileName, text }: SourceFile) => !isChecked || text === this.files[fileName];
    this.program = oldProgram
      ? createNextProgram(typescript, { ...parts, oldProgram }, mayHaveChanged, isCurrent)
      : typescript.createProgram(parts);
    return this.program;
  }

  private parse(name: string): SourceFile | undefined {
    const text = this.files[name];
    if (text === undefined) return undefined;
    const known = this.parsed.get(name);
    if (known?.text === text) return known;
    const file = typescript.createSourceFile(name, text, typescript.ScriptTarget.ES2022);
    this.parsed.set(name, file);
    return file;
  }
}

/** What a program says of the cell, and the files that it is made of, in their order. */
function verdict(program: Program): { messages: string[]; files: string[]; found: boolean } {
  const cell = program.getSourceFile('/cell.ts');
  const diagnostics = [
    ...program.getOptionsDiagnostics(),
    ...program.getSyntacticDiagnostics(cell),
    ...program.getSemanticDiagnostics(cell),
  ];
  const files = program.getSourceFiles().map(({ fileName }) => fileName);
  return {
    messages: diagnostics.map(({ messageText }) =>
      typescript.flattenDiagnosticMessageText(messageText, '\n'),
    ),
    files,
    found: files.every((name) => program.getSourceFile(name)?.fileName === name),
  };
}

const uses = "import { box } from 'boxes'; const n: string = box.price;";

/** Cells one after the other, and files of the user's. */
const steps: readonly (readonly [title: string, files: Files])[] = [
  ['the first cell', { '/cell.ts': 'const n: string = 1;' }],
  ['an import that brings packages', { '/cell.ts': uses }],
  ['another text with the same imports', { '/cell.ts': `${uses} const m: boolean = n;` }],
  ['a syntax error', { '/cell.ts': `${uses} const` }],
  ['a module that is not there', { '/cell.ts': `${uses} import { a } from './mine';` }],
  [
    'a module that is there now',
    { '/cell.ts': `${uses} import { a } from './mine';`, '/mine.ts': 'export const b = 1;' },
  ],
  [
    'a module that has changed',
    { '/cell.ts': `${uses} import { a } from './mine'; a.c;`, '/mine.ts': 'export const a = { b: 1 };' },
  ],
  [
    'a module that imports a package',
    {
      '/cell.ts': `${uses} import { a } from './mine'; a.c;`,
      '/mine.ts': "import { count } from 'toys'; export const a = count;",
    },
  ],
  ['a module that is gone', { '/cell.ts': `${uses} import { a } from './mine';` }],
  ['the packages left out', { '/cell.ts': 'const n: string = true;' }],
  ['a part of the packages again', { '/cell.ts': "import { Toy } from 'toys'; const t: Toy = 1;" }],
];

describe('the program that follows another', () => {
  for (const [last, [title]] of steps.entries()) {
    it(`says what one made from nothing says, after ${title}`, () => {
      const programs = new Programs();
      let program: Program | undefined;
      for (const [, files] of steps.slice(0, last + 1)) program = programs.next(files);
      assert.ok(program);
      const fresh = verdict(new Programs().next(steps[last]?.[1] ?? {}));
      const { messages, files, found } = verdict(program);
      assert.deepEqual(messages, fresh.messages);
      assert.notEqual(messages.length, 0);
      assert.deepEqual(files.toSorted(), fresh.files.toSorted());
      assert.ok(found, 'each file is found by its name');
    });
  }

  it('keeps what has not changed, and looks for nothing beside it', () => {
    const programs = new Programs();
    const first = programs.next({ '/cell.ts': uses });
    const next = programs.next({ '/cell.ts': `${uses} n;` });
    assert.deepEqual(
      next.getSourceFiles().map((file) => file === first.getSourceFile(file.fileName)),
      first.getSourceFiles().map(({ fileName }) => fileName !== '/cell.ts'),
    );
    assert.deepEqual(
      programs.looked.filter((name) => name.endsWith('package.json') && name.includes('toys')),
      [],
    );
  });

  it('says what a package says now that has changed since, where packages are compared with the disk', () => {
    const changed = { '/node_modules/toys/toy.d.ts': 'export interface Toy { price: boolean }' };
    for (const cell of [uses, `${uses} import { Toy } from 'toys';`]) {
      const programs = new Programs();
      programs.next({ '/cell.ts': uses });
      const { messages } = verdict(programs.next({ '/cell.ts': `${cell} n;`, ...changed }, true));
      assert.deepEqual(messages, ["Type 'boolean' is not assignable to type 'string'."]);
    }
  });

  it('leaves the program before as it was', () => {
    const programs = new Programs();
    const first = programs.next({ '/cell.ts': uses });
    const before = verdict(first);
    programs.next({ '/cell.ts': "import { count } from 'toys'; count;" });
    assert.deepEqual(verdict(first), before);
  });
});
