import type { CellCompiler } from './cell-compiler.js';
import { createCollector } from './collect-garbage.js';

type Method = keyof CellCompiler;

/** What the kernel asks of its compiler. */
export interface CompilerRequest<M extends Method = Method> {
  readonly id: number;
  readonly method: M;
  readonly args: Parameters<CellCompiler[M]>;
}

/** The answer; requests are answered in their order. */
export type CompilerResponse =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly message: string; readonly stack: string } };

/** The first message of the process: its compiler is there. */
export const READY = 'ready';

/** Answers the kernel's requests on this process's IPC channel, until the kernel is gone. */
export function serve(compiler: CellCompiler): void {
  const collectLater = createCollector();
  process.on('message', (request: CompilerRequest) => {
    process.send?.(answer(compiler, request));
    collectLater();
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.(READY);
}

function answer(compiler: CellCompiler, { id, method, args }: CompilerRequest): CompilerResponse {
  try {
    const call = compiler[method] as (...args: unknown[]) => unknown;
    return { id, result: call(...args) };
  } catch (thrown) {
    const { message, stack = message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { id, error: { message, stack } };
  }
}
