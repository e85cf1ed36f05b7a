import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../environment.js';

/**
 * The folders that hold Jupyter's data on this machine, the nearest first, as `jupyter --paths` lists them:
 * JUPYTER_PATH, the person's own, the active Python environment's, the machine's.
 */
export function jupyterDataDirs(environment: Environment, platform = process.platform): string[] {
  const { jupyterPath, pythonPrefix } = environment;
  return [
    ...jupyterPath,
    environment.jupyterDataDir ?? userDataDir(environment, platform),
    ...(pythonPrefix ? [join(pythonPrefix, 'share', 'jupyter')] : []),
    ...machineDataDirs(environment, platform),
  ];
}

function userDataDir(environment: Environment, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Jupyter');
  if (platform === 'win32')
    return join(environment.appData ?? join(homedir(), 'AppData', 'Roaming'), 'jupyter');
  return join(environment.xdgDataHome ?? join(homedir(), '.local', 'share'), 'jupyter');
}

function machineDataDirs(environment: Environment, platform: NodeJS.Platform): string[] {
  if (platform === 'win32') return [join(environment.programData ?? 'C:\\ProgramData', 'jupyter')];
  const homebrew = platform === 'darwin' ? ['/opt/homebrew/share/jupyter'] : [];
  return [...homebrew, '/usr/local/share/jupyter', '/usr/share/jupyter'];
}
