/**
 * The environment of the processes that build a snapshot and that start from one. Node refuses a snapshot that was
 * built with other options for V8, and options for the cells' Node, such as a debugger, are not meant for these.
 */
export function snapshotEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const { NODE_OPTIONS, ...others } = env;
  // Node reads and copies the whole file at once: in large pages that takes half the system's time.
  return process.platform === 'linux' ? { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1', ...others } : others;
}
