import { statSync } from 'node:fs';
import type ts from 'typescript';
import { hangComments } from './documentation.js';
import type { TypeScript } from './fork-functions.js';
import { putToSleep, slimDown } from './sleeping-file.js';

/** A declaration file of a package, parsed, and what it was like on the disk. */
interface Parsed {
  readonly file: ts.SourceFile;
  readonly stamp: string;
  /** How TypeScript asked for it. */
  readonly options: ts.CreateSourceFileOptions;
  isDocumented: boolean;
  /** Where its imports and references lead, by their names. */
  readonly resolutions: Map<string, unknown>;
}

/** What TypeScript is asked for when it is to find a module or a package of types. */
export type Resolution =
  | ts.ResolvedModuleWithFailedLookupLocations
  | ts.ResolvedTypeReferenceDirectiveWithFailedLookupLocations;

/**
 * The declarations of packages and of the language, parsed and resolved once for all programs of this process
 * and, in a start-up snapshot, of the processes to come: the AWS SDK's take half a second.
 *
 * What comes from a snapshot is used only while the date and the size of the file are those on the disk,
 * which is looked at once in a process: Node does not load a package anew either that changes meanwhile.
 */
export class DeclarationCache {
  readonly #parsed = new Map<string, Parsed>();
  #stamps = new Map<string, string | undefined>();
  #distrusts = 0;

  /** The parsed file; undefined for a file that is not a package's declaration, or not there. */
  find(
    fileName: string,
    options: ts.ScriptTarget | ts.CreateSourceFileOptions,
    typescript: typeof ts,
  ): ts.SourceFile | undefined {
    const stamp = isPackageDeclaration(fileName) ? this.#stampOf(fileName) : undefined;
    if (stamp === undefined) return undefined;
    const key = keyOf(fileName, typeof options === 'object' ? options.impliedNodeFormat : undefined);
    const known = this.#parsed.get(key);
    if (known?.stamp === stamp) return known.file;
    const text = typescript.sys.readFile(fileName);
    if (text === undefined) return undefined;
    const { ParseNone } = typescript.JSDocParsingMode;
    const parseOptions: ts.CreateSourceFileOptions = {
      ...(typeof options === 'object' ? options : { languageVersion: options }),
      jsDocParsingMode: ParseNone,
    };
    const file = typescript.createSourceFile(fileName, text, parseOptions);
    this.#parsed.set(key, {
      file,
      stamp,
      options: parseOptions,
      isDocumented: false,
      resolutions: new Map(),
    });
    return file;
  }

  /** The resolution of a name in a file of this cache, found by `resolve` the first time. */
  resolve<Found extends Resolution>(
    from: ts.SourceFile | undefined,
    name: string,
    resolve: () => Found,
  ): Found {
    const parsed = from && this.#parsed.get(keyOf(from.fileName, from.impliedNodeFormat));
    if (parsed?.file !== from || !parsed) return resolve();
    const known = parsed.resolutions.get(name) as Found | undefined;
    if (known && this.#leadsSomewhere(known)) return known;
    const found = resolve();
    parsed.resolutions.set(name, found);
    if (this.#leadsSomewhere(found)) forgetSearch(found);
    return found;
  }

  /** Gives the nodes of a file of this cache their comments, without which it was parsed. */
  document(file: ts.SourceFile, typescript: typeof ts): void {
    const parsed = this.#parsed.get(keyOf(file.fileName, file.impliedNodeFormat));
    if (parsed?.file !== file || parsed.isDocumented) return;
    parsed.isDocumented = true;
    const options = { ...parsed.options, jsDocParsingMode: typescript.JSDocParsingMode.ParseAll };
    hangComments(typescript.createSourceFile(file.fileName, file.text, options, true), file, typescript);
  }

  /** Has each file looked at again before it is used: in a process that starts from a snapshot. */
  distrust(): void {
    this.#distrusts += 1;
    this.#stamps = new Map();
  }

  /** Whether a file is not this cache's, or as it is on the disk. */
  isCurrent(file: ts.SourceFile): boolean {
    const parsed = this.#parsed.get(keyOf(file.fileName, file.impliedNodeFormat));
    return parsed?.file !== file || parsed.stamp === this.#stampOf(file.fileName);
  }

  /** How often {@link distrust} was called: a program that was made before must look at its files again. */
  get distrusts(): number {
    return this.#distrusts;
  }

  /**
   * Lets go of what is in the files until a program uses it (see {@link putToSleep}), for a start-up snapshot. A
   * program with a checker from before must not be used any more.
   */
  sleep(typescript: TypeScript, compilerOptions: ts.CompilerOptions): void {
    for (const { file, options } of this.#parsed.values()) {
      const { fileName } = file;
      typescript.bindSourceFile(file, compilerOptions);
      slimDown(file, typescript);
      putToSleep(file, typescript, () => {
        const fresh = typescript.createSourceFile(fileName, typescript.sys.readFile(fileName) ?? '', options);
        typescript.bindSourceFile(fresh, compilerOptions);
        return fresh;
      });
    }
  }

  /** Lets go of what a start-up snapshot need not hold of the files that are awake. */
  slimDown(typescript: TypeScript): void {
    for (const { file } of this.#parsed.values()) slimDown(file, typescript);
  }

  #leadsSomewhere(resolution: Resolution): boolean {
    const found =
      'resolvedModule' in resolution
        ? resolution.resolvedModule?.resolvedFileName
        : (resolution as ts.ResolvedTypeReferenceDirectiveWithFailedLookupLocations)
            .resolvedTypeReferenceDirective?.resolvedFileName;
    return found !== undefined && this.#stampOf(found) !== undefined;
  }

  #stampOf(fileName: string): string | undefined {
    if (!this.#stamps.has(fileName)) this.#stamps.set(fileName, readStamp(fileName));
    return this.#stamps.get(fileName);
  }
}

/** The language's own declarations lie in a package, too: `typescript`. */
export function isPackageDeclaration(fileName: string): boolean {
  return /\/node_modules\/.*\.d\.[cm]?ts$/.test(fileName);
}

/** Tells a file that has changed from the one that was read before; undefined when there is none. */
export function readStamp(fileName: string): string | undefined {
  const stats = statSync(fileName, { throwIfNoEntry: false });
  return stats?.isFile() ? `${stats.mtimeMs}-${stats.size}` : undefined;
}

/** Where a name was looked for before it was found, which those want to know who watch: more text than all files. */
function forgetSearch(found: Resolution): void {
  Object.assign(found, { failedLookupLocations: undefined, affectingLocations: undefined });
}

/** Whether imports in the file are those of an ES module or of CommonJS is part of what was parsed. */
function keyOf(fileName: string, format: ts.ResolutionMode): string {
  return `${fileName}\n${format ?? ''}`;
}
