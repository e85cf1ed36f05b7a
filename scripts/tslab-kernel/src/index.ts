export { TslabKernelError, type TslabKernelErrorCode } from './errors.js';
export {
  type InstalledKernelspec,
  type InstallKernelspecOptions,
  installKernelspec,
  uninstallKernelspec,
} from './install-kernelspec.js';
export { type BuildSnapshotOptions, buildSnapshot } from './snapshot/build-snapshot.js';
export { type StartKernelOptions, startKernel } from './start-kernel.js';
