import type ts from 'typescript';

/** TypeScript's own list of what a file imports, which it leaves out of its declarations. */
interface WithImports {
  imports?: readonly ts.StringLiteralLike[];
}

/**
 * TypeScript makes a program from the one before in a tenth of the time where no file imports anything else
 * than before. Cells differ in what they import, so each is made to import what earlier ones have imported,
 * too, as far as it leads to declarations: these stay in the program, and no name of them is in the cell's scope.
 */
export class LastingImports {
  readonly #literals = new Map<string, ts.StringLiteralLike>();

  constructor(private readonly typescript: typeof ts) {}

  /**
   * Adds the modules that a cell imports.
   *
   * @param leadsToDeclarations whether a name is one of a package's, not of a file of the user's
   * @returns whether there was a new one
   */
  add(code: string, leadsToDeclarations: (name: string) => boolean): boolean {
    const { importedFiles } = this.typescript.preProcessFile(code, true, true);
    const names = importedFiles.map(({ fileName }) => fileName);
    const added = names.filter((name) => !this.#literals.has(name) && leadsToDeclarations(name));
    for (const name of added) this.#literals.set(name, this.#createImport(name));
    return added.length > 0;
  }

  /** Has a cell's file import them all. */
  extend(file: ts.SourceFile & WithImports): ts.SourceFile {
    let imports: readonly ts.StringLiteralLike[] | undefined;
    Object.defineProperty(file, 'imports', {
      configurable: true,
      enumerable: true,
      get: () => imports,
      set: (own: readonly ts.StringLiteralLike[]) => {
        const others = own.filter(({ text }) => !this.#literals.has(text));
        imports = [...this.#literals.values(), ...others];
      },
    });
    return file;
  }

  #createImport(name: string): ts.StringLiteralLike {
    const { createSourceFile, ScriptTarget } = this.typescript;
    const file = createSourceFile('import.ts', `import ${JSON.stringify(name)};`, ScriptTarget.Latest, true);
    return (file.statements[0] as ts.ImportDeclaration).moduleSpecifier as ts.StringLiteralLike;
  }
}
