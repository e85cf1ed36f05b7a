/** What stands in the way of a measurement, in a sentence for the person who asked for it. */
export class BenchError extends Error {
  override readonly name = 'BenchError';

  constructor(
    readonly code:
      | 'DenoMissing'
      | 'KernelFailed'
      | 'CellFailed'
      | 'RunnerFailed'
      | 'RunnerSlow'
      | 'ServerFailed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
