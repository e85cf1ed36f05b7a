import { statSync } from 'node:fs';
import type ts from 'typescript';

/** A declaration file of a package, parsed, and what it was like on the disk. */
interface Parsed {
  readonly file: ts.SourceFile;
  readonly stamp: string;
}

type VersionedFile = ts.SourceFile & { version?: string };

/** The compiler host that a watch program makes for itself; `getSourceFileByPath` is not declared. */
export interface SourceFileHost {
  getSourceFile: ts.CompilerHost['getSourceFile'];
  getSourceFileByPath?: ts.CompilerHost['getSourceFileByPath'];
  readFile(fileName: string): string | undefined;
}

/**
 * The declarations of packages and of the language, parsed once for all programs of this process and, in a
 * start-up snapshot, of the processes to come: parsing and binding the AWS SDK's takes half a second.
 *
 * A file of the snapshot is used only while its date and size are those on the disk, which is looked at once
 * in a process: a package that changes while a kernel runs is not loaded anew by Node either.
 */
export class DeclarationCache {
  readonly #parsed = new Map<string, Parsed>();
  #confirmed = new Set<string>();

  /** Lets the programs of this host share parsed declarations. */
  adopt(host: SourceFileHost, typescript: typeof ts): void {
    const { getSourceFile, getSourceFileByPath } = host;
    host.getSourceFile = (fileName, options, onError, shouldCreate) =>
      this.#find(fileName, options, host, typescript) ??
      getSourceFile(fileName, options, onError, shouldCreate);
    if (!getSourceFileByPath) return;
    host.getSourceFileByPath = (fileName, path, options, onError, shouldCreate) =>
      this.#find(fileName, options, host, typescript) ??
      getSourceFileByPath(fileName, path, options, onError, shouldCreate);
  }

  /** Has each file looked at again before it is used: in a process that starts from a snapshot. */
  distrust(): void {
    this.#confirmed = new Set();
  }

  get size(): number {
    return this.#parsed.size;
  }

  #find(
    fileName: string,
    options: ts.ScriptTarget | ts.CreateSourceFileOptions,
    host: SourceFileHost,
    typescript: typeof ts,
  ): ts.SourceFile | undefined {
    if (!isPackageDeclaration(fileName)) return undefined;
    const key = `${fileName}\n${formatOf(options)}`;
    const known = this.#parsed.get(key);
    if (known && this.#confirmed.has(key)) return known.file;
    const stamp = stampOf(fileName);
    if (stamp === undefined) return undefined;
    this.#confirmed.add(key);
    if (known?.stamp === stamp) return known.file;
    const text = host.readFile(fileName);
    if (text === undefined) return undefined;
    const file: VersionedFile = typescript.createSourceFile(fileName, text, options);
    // A builder program asks for a version to tell a changed file from the one that it knows.
    file.version = stamp;
    this.#parsed.set(key, { file, stamp });
    return file;
  }
}

/** The language's own declarations lie in a package, too: `typescript`. */
function isPackageDeclaration(fileName: string): boolean {
  return /\/node_modules\/.*\.d\.[cm]?ts$/.test(fileName);
}

/** Whether imports in the file are those of an ES module or of CommonJS is part of what was parsed. */
function formatOf(options: ts.ScriptTarget | ts.CreateSourceFileOptions): string {
  return typeof options === 'object' ? `${options.impliedNodeFormat ?? ''}` : '';
}

function stampOf(fileName: string): string | undefined {
  const stats = statSync(fileName, { throwIfNoEntry: false });
  return stats?.isFile() ? `${stats.mtimeMs}-${stats.size}` : undefined;
}
