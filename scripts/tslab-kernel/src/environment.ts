import { homedir } from 'node:os';

/** What the kernel and its installer read from the process's environment, nowhere else. */
export interface Environment {
  readonly platform: NodeJS.Platform;
  readonly homeDir: string;
  /** Process id of the Jupyter server that started this kernel; absent on Windows, where it is a handle. */
  readonly parentPid: number | undefined;
  readonly jupyterDataDir: string | undefined;
  readonly xdgDataHome: string | undefined;
  readonly appData: string | undefined;
  /** `TSLAB_KERNEL_CAPTURE=0`: what child processes write goes to the terminal instead of the notebook. */
  readonly keepsDescriptors: boolean;
}

/** Reads the environment once; an empty variable counts as absent. */
export function readEnvironment(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Environment {
  const parentPid = Number(env.JPY_PARENT_PID);
  return Object.freeze({
    platform,
    homeDir: homedir(),
    parentPid:
      platform !== 'win32' && Number.isSafeInteger(parentPid) && parentPid > 1 ? parentPid : undefined,
    jupyterDataDir: env.JUPYTER_DATA_DIR || undefined,
    xdgDataHome: env.XDG_DATA_HOME || undefined,
    appData: env.APPDATA || undefined,
    keepsDescriptors: env.TSLAB_KERNEL_CAPTURE === '0',
  });
}
