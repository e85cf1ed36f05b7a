import type ts from 'typescript';

/** What TypeScript has found where it looked for a `package.json`; only some of it is declared. */
interface PackageFile {
  /** Only where there is one. */
  readonly contents?: unknown;
}

/**
 * What is known of each `package.json`, asked for by each program for each folder of each file. In an installed
 * package, what was found stays for this process, as what Node has loaded does, and so does that a folder below its
 * own has none. All else is looked at anew for each program: a package may be installed, and the user's own
 * `package.json` be edited.
 */
export function createPackageFiles(): ts.PackageJsonInfoCache {
  const lasting = new Map<string, PackageFile>();
  const fleeting = new Map<string, PackageFile>();
  // TypeScript copies the functions of this object into its own.
  const cache = {
    getPackageJsonInfo: (file: string) => lasting.get(file) ?? fleeting.get(file),
    setPackageJsonInfo(file: string, found: PackageFile) {
      const lasts = found.contents === undefined ? isInsidePackage(file) : file.includes('/node_modules/');
      (lasts ? lasting : fleeting).set(file, found);
    },
    /** Before a program. */
    clear: () => fleeting.clear(),
    getInternalMap: () => new Map([...lasting, ...fleeting]),
  };
  return cache as unknown as ts.PackageJsonInfoCache;
}

/** Below the folder of a package in `node_modules`, whose name may have a scope. */
function isInsidePackage(file: string): boolean {
  return /\/node_modules\/(?:@[^/]+\/)?[^@/][^/]*\/(?!node_modules\/).*\/package\.json$/.test(file);
}
