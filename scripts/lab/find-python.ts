import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A Python interpreter of this machine that is new enough. */
export interface Python {
  /** Absolute path, of the base interpreter where a virtual environment is active. */
  readonly executable: string;
  /** E.g. `3.11.7`. */
  readonly version: string;
  /** Debian and its kin leave `ensurepip` to a package of its own, without which there is no `venv`. */
  readonly hasVenv: boolean;
}

/** What was found on the PATH, whether or not it will do. */
export interface PythonTools {
  readonly python: Python | undefined;
  /** Version of a Python that is too old, if only such are there. */
  readonly tooOld: string | undefined;
  readonly hasUv: boolean;
}

/** What JupyterLab 4.6 and the pinned packages need. */
export const oldestPython = '3.10';

const probe = `
import json, sys
from importlib.util import find_spec
print(json.dumps({
  "executable": getattr(sys, "_base_executable", None) or sys.executable,
  "version": "%d.%d.%d" % sys.version_info[:3],
  "hasVenv": bool(find_spec("venv") and find_spec("ensurepip")),
}))`;

const run = promisify(execFile);
const probeTimeoutMs = 20_000;

/** Looks on the PATH of `env` for the first Python that is new enough, and for uv. */
export async function findPython(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<PythonTools> {
  const hasUv = runs('uv', env);
  const found: Python[] = [];
  let tooOld: string | undefined;
  for (const command of candidates(platform)) {
    const python = await inspect(command, env);
    if (!python) continue;
    if (!isNewEnough(python.version)) tooOld ??= python.version;
    else found.push(python);
    // uv needs no venv module; without uv, a later candidate may have what the first one lacks.
    if (found.some(({ hasVenv }) => hasVenv) || (found.length > 0 && (await hasUv))) break;
  }
  const python = found.find(({ hasVenv }) => hasVenv) ?? found[0];
  return { python, tooOld, hasUv: await hasUv };
}

function candidates(platform: NodeJS.Platform): readonly (readonly [string, ...string[]])[] {
  // Windows' launcher finds the newest; its `python` may be the store's advertisement.
  if (platform === 'win32') return [['py', '-3'], ['python'], ['python3']];
  return [
    ['python3'],
    ['python'],
    ['python3.14'],
    ['python3.13'],
    ['python3.12'],
    ['python3.11'],
    ['python3.10'],
  ];
}

async function inspect(
  [command, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<Python | undefined> {
  try {
    const { stdout } = await run(command, [...args, '-I', '-c', probe], {
      env,
      timeout: probeTimeoutMs,
      windowsHide: true,
    });
    return JSON.parse(stdout) as Python;
  } catch {
    return undefined;
  }
}

async function runs(command: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  return run(command, ['--version'], { env, timeout: probeTimeoutMs, windowsHide: true }).then(
    () => true,
    () => false,
  );
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = oldestPython.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
