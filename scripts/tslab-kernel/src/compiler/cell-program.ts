import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import type ts from 'typescript';
import { type DeclarationCache, isPackageDeclaration, readStamp } from './declaration-cache.js';
import { unescapeExports } from './exported-names.js';
import type { TypeScript } from './fork-functions.js';
import { LastingImports } from './lasting-imports.js';
import { createNextProgram } from './next-program.js';
import { createPackageFiles } from './package-files.js';
import { resolveShorthandProperties } from './shorthand-properties.js';

/** Declares what the kernel gives to all cells; here and not in tslab's list, which it keeps writing anew. */
const GLOBALS = fileURLToPath(new URL('../../types/globals.d.ts', import.meta.url)).replaceAll('\\', '/');

/** The part of a builder program that tslab uses. */
export interface CellBuilder {
  getProgram(): ts.Program;
  getSourceFile(fileName: string): ts.SourceFile | undefined;
  getAllDependencies(file: ts.SourceFile): string[];
  emit: ts.Program['emit'];
}

/** The part of a watch compiler host that tslab and {@link createCellProgram} use. */
export interface CellHost {
  readonly rootFiles: readonly string[];
  readonly options: ts.CompilerOptions;
  readonly sys: ts.System;
  /** Told of each new program. */
  afterProgramCreate?: (builder: CellBuilder) => void;
}

/** What all programs of a compiler share. */
export interface CompilerParts {
  readonly typescript: TypeScript;
  readonly declarations: DeclarationCache;
  /** Whom to tell that a file has changed, by its name: tslab believes that it watches the disk. */
  readonly watchers: ReadonlyMap<string, ts.FileWatcherCallback>;
}

export interface CellProgram {
  updateRootFileNames(fileNames: readonly string[]): void;
  close(): void;
  /** Makes the program anew: its checker, and what that has found out, are let go of. */
  renew(): void;
  /** Has the declarations of packages sleep until they are used. */
  sleep(): void;
}

/** A file that is not a package's declaration: the cell, what it knows of earlier ones, a file beside it. */
interface LocalFile {
  readonly file: ts.SourceFile;
  /** The text of a file that only exists in tslab, the date and size of one on the disk. */
  readonly version: string;
  /** As they were parsed: tslab takes out of a file what a cell has declared anew, in place. */
  readonly statements: ts.NodeArray<ts.Statement>;
}

/**
 * Does for tslab what `ts.createWatchProgram` does, by looking instead of watching: when a cell is compiled,
 * the files beside the notebook are looked at, and names that cells and these files import are resolved
 * anew, so a package that was installed meanwhile is found. Nothing is watched between cells, so a kernel
 * that waits does nothing, and a start-up snapshot can hold it.
 */
export function createCellProgram(
  host: CellHost,
  { declarations, typescript, watchers }: CompilerParts,
): CellProgram {
  const { sys, options } = host;
  const localFiles = new Map<string, LocalFile>();
  const watched = new Set<string>();
  const imports = new Map<string, string[]>();
  const lastingImports = new LastingImports(typescript);
  /** How TypeScript asks for the cells' files. */
  const sourceOptionsOf = new Map<string, ts.ScriptTarget | ts.CreateSourceFileOptions>();
  let rootNames = host.rootFiles;
  let program: ts.Program | undefined;
  let trusted: number | undefined;
  let timer: unknown;
  let updating = false;

  /** tslab calls back by its own stand-in for timers, once it has changed all that it wants to. */
  const schedule = () => {
    if (updating) return;
    if (timer !== undefined) sys.clearTimeout?.(timer);
    timer = sys.setTimeout?.(update, 0);
  };
  const findLocal = (
    fileName: string,
    sourceOptions: ts.ScriptTarget | ts.CreateSourceFileOptions,
  ): ts.SourceFile | undefined => {
    const stamp = readStamp(fileName);
    const written = stamp === undefined ? sys.readFile(fileName) : undefined;
    const text = written && unescapeExports(written);
    const version = stamp ?? text;
    const known = localFiles.get(fileName);
    const isWhole = known?.file.statements === known?.statements;
    if (version === undefined || (version === known?.version && isWhole)) return known?.file;
    if (!watched.has(fileName)) {
      watched.add(fileName);
      sys.watchFile?.(fileName, schedule);
    } else {
      // tslab translates a file of the user's again when it is told of the change.
      watchers.get(fileName)?.(fileName, typescript.FileWatcherEventKind.Changed);
    }
    const file = typescript.createSourceFile(fileName, text ?? sys.readFile(fileName) ?? '', sourceOptions);
    if (rootNames.includes(fileName)) {
      lastingImports.extend(file);
      sourceOptionsOf.set(fileName, sourceOptions);
    }
    localFiles.set(fileName, { file, version, statements: file.statements });
    return file;
  };
  const compilerHost = createCompilerHost(host, { declarations, typescript, findLocal, imports });

  /** Before the program asks for them, as all of them must import the same. */
  function prepareCells(): void {
    const leadsToDeclarations = (name: string) => compilerHost.leadsToDeclarations(name);
    for (const [fileName, sourceOptions] of sourceOptionsOf) {
      const { text = '' } = findLocal(fileName, sourceOptions) ?? {};
      if (lastingImports.add(text, leadsToDeclarations)) {
        for (const other of sourceOptionsOf.keys()) localFiles.delete(other);
      }
    }
  }

  function createProgram(): ts.Program {
    updating = true;
    const parts = { rootNames: [...rootNames, GLOBALS], options, host: compilerHost };
    // The first program of a process that has started from a snapshot looks at all files that it is made of.
    const isTrusted = trusted === declarations.distrusts;
    const isCurrent = (file: ts.SourceFile) => isTrusted || declarations.isCurrent(file);
    program = program
      ? createNextProgram(typescript, { ...parts, oldProgram: program }, mayHaveChanged, isCurrent)
      : typescript.createProgram(parts);
    trusted = declarations.distrusts;
    updating = false;
    resolveShorthandProperties(program, typescript);
    return program;
  }

  /** tslab first asks for the names that a cell declares, for which no program is needed. */
  function update(): void {
    timer = undefined;
    updating = true;
    compilerHost.forgetPackages();
    prepareCells();
    updating = false;
    let made: ts.Program | undefined;
    const getProgram = () => {
      made ??= createProgram();
      return made;
    };
    host.afterProgramCreate?.({
      getProgram,
      getSourceFile(fileName) {
        const sourceOptions = sourceOptionsOf.get(fileName);
        if (made || !sourceOptions) return getProgram().getSourceFile(fileName);
        const file = findLocal(fileName, sourceOptions);
        if (file) typescript.bindSourceFile(file, options);
        return file;
      },
      getAllDependencies({ fileName }) {
        getProgram();
        return [...reach(fileName, imports)];
      },
      emit: (...args) => getProgram().emit(...args),
    });
  }

  function renew(): void {
    createProgram();
    update();
  }

  renew();
  return {
    renew,
    sleep() {
      declarations.sleep(typescript, options);
      renew();
    },
    updateRootFileNames(fileNames) {
      rootNames = fileNames;
      schedule();
    },
    close() {
      program = undefined;
    },
  };
}

/** Of packages' declarations, it is looked at once in a process whether they are those on the disk. */
function mayHaveChanged({ fileName }: ts.SourceFile): boolean {
  return !isPackageDeclaration(fileName);
}

interface CompilerHostParts {
  readonly typescript: typeof ts;
  readonly declarations: DeclarationCache;
  readonly findLocal: (
    fileName: string,
    options: ts.ScriptTarget | ts.CreateSourceFileOptions,
  ) => ts.SourceFile | undefined;
  /** Is given where the imports of each local file lead. */
  readonly imports: Map<string, string[]>;
}

function createCompilerHost(
  { sys, options, rootFiles }: CellHost,
  { typescript, declarations, findLocal, imports }: CompilerHostParts,
): ts.CompilerHost & { forgetPackages(): void; leadsToDeclarations(name: string): boolean } {
  /** The user's files with imports that lead nowhere, until a package is installed, say. */
  const unresolved = new Set<string>();
  /** Where packages were found that cells import: they stay what they are in this process, as what Node has loaded. */
  const ofCells = new Map<string, ts.ResolvedModuleWithFailedLookupLocations>();
  const isUsers = (fileName: string) => rootFiles.includes(fileName) || !/\.d\.[cm]?ts$/.test(fileName);
  const packages = typescript.createModuleResolutionCache(
    sys.getCurrentDirectory(),
    (name) => name,
    options,
    createPackageFiles(),
  );
  const host = {
    ...typescript.createCompilerHost(options),
    forgetPackages: () => packages.clear(),
    leadsToDeclarations(name: string): boolean {
      const [from = ''] = rootFiles;
      const { resolvedModule } = typescript.resolveModuleName(name, from, options, host, packages);
      return /\.d\.[cm]?ts$/.test(resolvedModule?.resolvedFileName ?? '');
    },
    getSourceFile: (fileName: string, sourceOptions: ts.ScriptTarget | ts.CreateSourceFileOptions) =>
      declarations.find(fileName, sourceOptions, typescript) ?? findLocal(fileName, sourceOptions),
    getCurrentDirectory: sys.getCurrentDirectory,
    fileExists: sys.fileExists,
    readFile: sys.readFile,
    directoryExists: sys.directoryExists,
    getDirectories: sys.getDirectories,
    realpath: sys.realpath,
    writeFile: sys.writeFile,
    // A program is made from the one before in a tenth of the time where no name must be resolved anew.
    hasInvalidatedResolutions: (path: string) => unresolved.has(path),
    // Only for the time of one program: a package.json may come later.
    getModuleResolutionCache: () => packages,
    resolveModuleNameLiterals: (
      literals: readonly ts.StringLiteralLike[],
      fileName: string,
      redirect: ts.ResolvedProjectReference | undefined,
      moduleOptions: ts.CompilerOptions,
      file: ts.SourceFile,
    ) => {
      const found = literals.map((literal) => {
        // `require` always finds Node's own; looking for packages of these names takes a third of a first cell.
        if (isBuiltin(literal.text)) return { resolvedModule: undefined, failedLookupLocations: [] };
        const mode = typescript.getModeForUsageLocation(file, literal, moduleOptions);
        const name = `${literal.text}\n${mode ?? ''}`;
        const known = rootFiles.includes(fileName) ? ofCells.get(name) : undefined;
        if (known) return known;
        const resolution = declarations.resolve(file, name, () =>
          typescript.resolveModuleName(
            literal.text,
            fileName,
            moduleOptions,
            host,
            isPackageDeclaration(fileName) ? undefined : packages,
            redirect,
            mode,
          ),
        );
        const leadsTo = resolution.resolvedModule?.resolvedFileName;
        if (leadsTo && isPackageDeclaration(leadsTo) && rootFiles.includes(fileName))
          ofCells.set(name, resolution);
        return resolution;
      });
      if (!isPackageDeclaration(fileName)) {
        if (isUsers(fileName) && found.some(({ resolvedModule }) => !resolvedModule))
          unresolved.add(fileName);
        else unresolved.delete(fileName);
        imports.set(
          fileName,
          found.flatMap(({ resolvedModule }) => resolvedModule?.resolvedFileName ?? []),
        );
      }
      return found;
    },
    resolveTypeReferenceDirectiveReferences: <T extends ts.FileReference | string>(
      references: readonly T[],
      fileName: string,
      redirect: ts.ResolvedProjectReference | undefined,
      moduleOptions: ts.CompilerOptions,
      file: ts.SourceFile | undefined,
    ) =>
      references.map((reference) => {
        const name = typeof reference === 'string' ? reference : reference.fileName;
        return declarations.resolve(file, `types ${name} ${moduleOptions.typeRoots?.join()}`, () =>
          typescript.resolveTypeReferenceDirective(name, fileName, moduleOptions, host, redirect),
        );
      }),
  };
  return host;
}

/** The files that a file imports, and those that these import, itself included. */
function reach(fileName: string, imports: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set([fileName]);
  for (const each of reached) {
    for (const imported of imports.get(each) ?? []) reached.add(imported);
  }
  return reached;
}
