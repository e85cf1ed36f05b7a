import { PapermillError } from './papermill-error.js';

/** A kernel was found, but its process could not be started or never answered. */
export class KernelStartError extends PapermillError {
  readonly kernelName: string;

  constructor(kernelName: string, reason: string, options?: ErrorOptions) {
    super('KERNEL_START_FAILED', `The kernel '${kernelName}' did not start: ${reason}`, options);
    this.kernelName = kernelName;
  }
}
