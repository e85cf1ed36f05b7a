import type ts from 'typescript';

/** What TypeScript's programs have beyond their declarations, as far as it is used here. */
interface ReusableProgram extends ts.Program {
  /** How much of the program before could be used: whether all of it, but for the contents of files. */
  readonly structureIsReused?: number;
  /** By all names under which a file is known; missing files are known, too. */
  getFilesByNameMap(): Map<string, ts.SourceFile | false | undefined>;
}

/** `StructureIsReused.Completely` */
const REUSED_COMPLETELY = 2;

/**
 * Makes a program from the one before. TypeScript compares all its files, and looks for the `package.json` of each
 * file of a package: of nearly nine hundred with the AWS SDK, which takes most of the time of a short cell. Here
 * it is shown those alone that may have changed, and where nothing but their contents has, the others take
 * their places again.
 *
 * @param mayHaveChanged tells of a file of the program before
 * @param isCurrent tells of one that may not have changed whether it is used as it is; where it is not, all files are
 * compared
 */
export function createNextProgram(
  typescript: typeof ts,
  options: ts.CreateProgramOptions & { readonly oldProgram: ts.Program },
  mayHaveChanged: (file: ts.SourceFile) => boolean,
  isCurrent: (file: ts.SourceFile) => boolean,
): ts.Program {
  const old = options.oldProgram as ReusableProgram;
  // Which files are the language's own is found out anew for each program, from those that are compared.
  const isCompared = (file: ts.SourceFile) => mayHaveChanged(file) || old.isSourceFileDefaultLibrary(file);
  const compared = old.getSourceFiles().filter(isCompared);
  const oldProgram: ts.Program = Object.assign(Object.create(old), { getSourceFiles: () => compared });
  const program = typescript.createProgram({ ...options, oldProgram }) as ReusableProgram;
  // Otherwise each of its files was asked for anew.
  if (program.structureIsReused !== REUSED_COMPLETELY) return program;
  if (!old.getSourceFiles().every(isCurrent)) return typescript.createProgram(options);
  completeFiles(program, old);
  return program;
}

function completeFiles(program: ReusableProgram, old: ReusableProgram): void {
  const byName = program.getFilesByNameMap();
  const newest = (file: ts.SourceFile) => byName.get((file as ts.SourceFile & { path: string }).path) || file;
  // The program's own list, which others may not change.
  const files = program.getSourceFiles() as ts.SourceFile[];
  files.splice(0, files.length, ...old.getSourceFiles().map(newest));
  for (const [name, file] of old.getFilesByNameMap()) {
    if (file && !byName.get(name)) byName.set(name, newest(file));
  }
}
