import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type { TypeScript } from '../../scripts/tslab-kernel/src/compiler/fork-functions.js';
import { putToSleep } from '../../scripts/tslab-kernel/src/compiler/sleeping-file.js';

type SourceFile = ReturnType<TypeScript['createSourceFile']>;
type CompilerHost = ReturnType<TypeScript['createCompilerHost']>;

const kernelPackage = new URL('../../scripts/tslab-kernel/package.json', import.meta.url);
const typescript: TypeScript = createRequire(kernelPackage)('typescript');
const padding = `/* ${'-'.repeat(1_000)} */`;

const files: Record<string, string> = {
  'toy.d.ts': `${padding}\nexport interface Toy { price: number }\nexport * from './more';`,
  'more.d.ts': `${padding}\nexport declare function more(): string;`,
  'box.d.ts': `declare module 'box' {\n${padding}\nimport { Toy } from './toy';\nexport const lid: 1;\n}\ndeclare const everywhere: 2;`,
};

/** The messages of a program of one cell and the files, which have slept since they were bound, and who woke. */
function check(cell: string, sleep: boolean): { messages: string[]; woken: string[] } {
  const options = { noLib: true, types: [] };
  const parsed = new Map<string, SourceFile>();
  const parse = (name: string, text: string) => typescript.createSourceFile(name, text, 99);
  const host: CompilerHost = {
    ...typescript.createCompilerHost(options),
    getCurrentDirectory: () => '/',
    fileExists: (name) => name.slice(1) in files,
    getSourceFile: (name) => parsed.get(name),
  };
  parsed.set('/cell.ts', parse('/cell.ts', cell));
  for (const [name, text] of Object.entries(files)) parsed.set(`/${name}`, parse(`/${name}`, text));
  const make = () => typescript.createProgram([...parsed.keys()], options, host);
  const woken: string[] = [];
  make();
  for (const [name, text] of sleep ? Object.entries(files) : []) {
    const file = parsed.get(`/${name}`) as SourceFile;
    typescript.bindSourceFile(file, options);
    putToSleep(file, typescript, () => {
      woken.push(name);
      const fresh = parse(file.fileName, text);
      typescript.bindSourceFile(fresh, options);
      return fresh;
    });
  }
  const program = make();
  const diagnostics = program.getSemanticDiagnostics(program.getSourceFile('/cell.ts'));
  const messages = diagnostics.map(({ messageText }) =>
    typescript.flattenDiagnosticMessageText(messageText, '\n'),
  );
  return { messages, woken: woken.sort() };
}

describe('declarations that sleep', () => {
  const cells: Record<string, string[]> = {
    'const n: string = everywhere;': [],
    "import { lid } from 'box'; const n: string = lid;": ['box.d.ts'],
    "import type { Toy } from './toy'; const n: Toy = 1;": ['more.d.ts', 'toy.d.ts'],
    "import { more } from './toy'; const n: number = more();": ['more.d.ts', 'toy.d.ts'],
    "import { less } from './toy';": ['more.d.ts', 'toy.d.ts'],
  };
  for (const [cell, expected] of Object.entries(cells)) {
    it(`are woken by ${JSON.stringify(cell)} only as far as it uses them, and say the same`, () => {
      const { messages, woken } = check(cell, true);
      assert.deepEqual(woken, expected);
      assert.equal(messages.length, 1);
      assert.deepEqual(messages, check(cell, false).messages);
    });
  }
});
