import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { KernelStartError } from '../errors/kernel-start-error.js';
import { isObject } from '../notebook/model.js';

/** A kernel that can be started: Jupyter's `kernel.json`, read and checked. */
export interface KernelSpec {
  /** The name notebooks call it by: the name of its folder. */
  readonly name: string;
  /** The folder of its `kernel.json`. */
  readonly dir: string;
  readonly argv: readonly string[];
  readonly displayName: string;
  readonly language: string;
  readonly interruptMode: 'signal' | 'message';
  readonly env: Readonly<Record<string, string>>;
}

/** Reads `kernel.json` of a folder; undefined where there is none. */
export async function readKernelSpec(dir: string): Promise<KernelSpec | undefined> {
  const name = basename(dir);
  const text = await readFile(join(dir, 'kernel.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const refuse = (reason: string, cause?: unknown): never => {
    throw new KernelStartError(name, `${join(dir, 'kernel.json')} ${reason}`, { cause });
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return refuse(`is not JSON: ${(cause as Error).message}`, cause);
  }
  if (!isObject(json)) return refuse('holds no JSON object.');
  const { argv } = json;
  if (!Array.isArray(argv) || argv.length === 0 || !argv.every((part) => typeof part === 'string')) {
    return refuse('has no argv: expected an array of strings, the command that starts the kernel.');
  }
  return {
    name,
    dir,
    argv,
    displayName: typeof json.display_name === 'string' ? json.display_name : name,
    language: typeof json.language === 'string' ? json.language : '',
    interruptMode: json.interrupt_mode === 'message' ? 'message' : 'signal',
    env: isObject(json.env)
      ? Object.fromEntries(Object.entries(json.env).map(([key, value]) => [key, String(value)]))
      : {},
  };
}

/** What to start for a kernel: command, arguments and environment, with every placeholder filled in. */
export interface KernelCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Record<string, string | undefined>;
}

/**
 * Fills in a kernelspec's placeholders as jupyter_client does: `{connection_file}`, `{resource_dir}`,
 * `{prefix}` in argv, and `$NAME` or `${NAME}` of the surrounding environment in env.
 */
export function kernelCommand(
  spec: KernelSpec,
  connectionFile: string,
  surrounding: Readonly<Record<string, string | undefined>>,
): KernelCommand {
  const values: Record<string, string> = {
    connection_file: connectionFile,
    resource_dir: spec.dir,
    // A kernelspec lies at {prefix}/share/jupyter/kernels/NAME.
    prefix: dirname(dirname(dirname(dirname(spec.dir)))),
  };
  const [command = '', ...args] = spec.argv.map((part) =>
    part.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder),
  );
  const env: Record<string, string | undefined> = { ...surrounding };
  for (const [name, value] of Object.entries(spec.env)) {
    env[name] = value.replace(
      /\$(?:\{(\w+)\}|(\w+))/g,
      (reference, braced?: string, bare?: string) => surrounding[braced ?? bare ?? ''] ?? reference,
    );
  }
  return { command: nodeOf(command), args, env };
}

/**
 * `node` means the Node this program runs on: what PATH finds first may be another version, and a test run
 * on Node 24 would silently use a kernel on Node 20.
 */
function nodeOf(command: string): string {
  return /^node(\.exe)?$/.test(command) ? process.execPath : command;
}
