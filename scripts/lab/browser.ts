/**
 * Whether there is a browser to open on the machine that this runs on. In a codespace, in CI and on a machine
 * without a display there is none, or Python would open a text browser in the terminal.
 */
export function hasBrowser(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): boolean {
  if (env.CI || env.CODESPACES) return false;
  // An editor that is connected to another machine sets it to a program that opens the browser over here.
  if (env.BROWSER) return true;
  if (env.SSH_CONNECTION) return false;
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}
