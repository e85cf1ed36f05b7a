import { stat } from 'node:fs/promises';
import { CellRun, firstFailure } from '../cell-run.js';
import { type Environment, readEnvironment } from '../environment.js';
import type { ExecutionError } from '../errors/execution-error.js';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import { findKernelSpec } from '../kernel/find-spec.js';
import type { KernelSource, LeasedKernel } from '../kernel/kernel-source.js';
import type { KernelSpec } from '../kernel/kernel-spec.js';
import type { KernelStartOptions, StartedKernel } from '../kernel/start-kernel.js';
import { isObject, type Notebook } from '../notebook/model.js';
import { CellRunner } from '../run-cells.js';
import type { Engine, EngineContext, EngineRequest, EngineRun } from './engine.js';

/** Runs the cells one after the other in a Jupyter kernel, which it gives back afterwards. */
export function kernelEngine(kernels: KernelSource): Engine {
  return {
    async open(request) {
      const environment = readEnvironment();
      const spec = kernels.spec ?? (await findSpec(request, environment));
      return new KernelRun(spec, request, environment, kernels);
    },
  };
}

/** The kernelspec that a notebook is to be run by. */
export function findSpec(request: EngineRequest, environment: Environment): Promise<KernelSpec> {
  return findKernelSpec({
    notebookKernel: request.notebook.metadata.kernelspec?.name,
    kernelName: request.kernelName,
    kernelDirs: request.kernelDirs,
    startDirs: request.startDirs,
    environment,
  });
}

class KernelRun implements EngineRun {
  readonly kernelName: string;
  readonly language: string;

  constructor(
    private readonly spec: KernelSpec,
    private readonly request: EngineRequest,
    private readonly environment: Environment,
    private readonly kernels: KernelSource,
  ) {
    this.kernelName = spec.name;
    this.language = spec.language;
  }

  /** The kernel is given back in any case; what it says until then still counts. */
  async run(context: EngineContext): Promise<void> {
    const startedTick = performance.now();
    const { session, info, isOwn, release } = await this.start(context.signal);
    const { executionTimeoutMs, maxOutputBytes } = this.request;
    // All are: this engine needs more of them than others see.
    const runs = context.cells.filter((cell) => cell instanceof CellRun);
    // Ours calls itself tslab-kernel.
    const printsErrors = info.implementation === 'tslab';
    const kernel = { session, executionTimeoutMs, maxOutputBytes, printsErrors };
    const runner = new CellRunner(runs, context, kernel);
    let stopped: ExecutionError | undefined;
    try {
      const wasChosen = this.request.kernelName !== undefined || this.kernels.spec !== undefined;
      nameKernel(context.notebook, this.spec, wasChosen, info);
      const { name, displayName } = this.spec;
      const durationMs = performance.now() - startedTick;
      context.emit({ type: 'kernel-ready', kernelName: name, displayName, durationMs });
      stopped = await runner.run();
    } finally {
      if (isOwn && !session.exit) context.emit({ type: 'ending', step: 'stopping-kernel' });
      await release();
      runner.end();
    }
    // A cell's own failure is told by the cell.
    stopped ??= firstFailure(runs) ?? runner.lateError;
    if (stopped) throw stopped;
  }

  private async start(signal: AbortSignal): Promise<LeasedKernel> {
    const { cwd } = this.request;
    if (!(await stat(cwd).catch(() => undefined))?.isDirectory()) {
      throw new NotebookIoError(cwd, `The kernel's working directory ${cwd} is no folder; give another cwd.`);
    }
    return this.kernels.lease(this.spec, { ...startOptions(this.request, this.environment), signal });
  }
}

/** How the kernel of a notebook is started. */
export function startOptions(
  { cwd, env, startTimeoutMs }: EngineRequest,
  { variables }: Environment,
): Omit<KernelStartOptions, 'signal'> {
  return { cwd, env: { ...variables, ...env }, startTimeoutMs };
}

/** The output says which kernel ran it. */
function nameKernel(
  { metadata }: Notebook,
  spec: KernelSpec,
  wasChosen: boolean,
  info: StartedKernel['info'],
): void {
  if (wasChosen || !metadata.kernelspec) {
    metadata.kernelspec = { name: spec.name, display_name: spec.displayName, language: spec.language };
  }
  // nbformat wants a display name wherever there is a kernelspec.
  metadata.kernelspec.display_name ??= spec.displayName;
  metadata.kernelspec.name ??= spec.name;
  if (isObject(info.language_info) && typeof info.language_info.name === 'string') {
    metadata.language_info = info.language_info as Notebook['metadata']['language_info'] & object;
  }
}
