/**
 * Options for V8 of the process that builds a snapshot and of those that start from one, which have to be the same: Node
 * refuses a snapshot that was built with others. V8 hashes all names anew as it reads a snapshot, with a number that
 * nobody can guess, against those who choose names that collide. That takes a sixth of the compiler's start, and whoever
 * writes a cell may run what they like anyway.
 */
export const SNAPSHOT_OPTIONS: readonly string[] = ['--no-rehash-snapshot'];

/**
 * The environment of the processes that build a snapshot and that start from one: options for the cells' Node, such as a
 * debugger, are not meant for these, and change V8's.
 */
export function snapshotEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  // Node 20 reads the certificates at each start, which takes as long as all else up to there; a compiler calls nobody.
  const { NODE_OPTIONS, NODE_EXTRA_CA_CERTS, ...others } = env;
  // Node reads and copies the whole file at once: in large pages that takes half the system's time.
  return process.platform === 'linux' ? { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1', ...others } : others;
}
