import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** There is no browser to test in; the message says what to install. */
export class ChromiumMissingError extends Error {
  override readonly name = 'ChromiumMissingError';
}

/**
 * Starts the Chromium that `CHROMIUM_PATH` names, else the first on the PATH, else an installed Chrome or Edge where
 * their installers put them.
 *
 * @throws ChromiumMissingError where there is none.
 */
export async function launchChromium(env: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  const executablePath = findChromium(env);
  if (executablePath) return chromium.launch({ executablePath });
  for (const channel of ['chrome', 'msedge']) {
    try {
      return await chromium.launch({ channel });
    } catch {
      // Not installed: Playwright looks into this browser's own folders only.
    }
  }
  throw new ChromiumMissingError(
    'The tests in the browser need Chromium or Chrome, and found none. Install one (Debian, Ubuntu: `apt-get install chromium`; macOS: `brew install --cask google-chrome`; Windows: `winget install Google.Chrome`), or set CHROMIUM_PATH to its executable file.',
  );
}

/**
 * The executable that `CHROMIUM_PATH` names, else the first on the PATH; undefined where there is none.
 *
 * @throws ChromiumMissingError where `CHROMIUM_PATH` names something else.
 */
export function findChromium({
  CHROMIUM_PATH,
  PATH = '',
  PATHEXT = '',
}: NodeJS.ProcessEnv): string | undefined {
  if (CHROMIUM_PATH) {
    if (isExecutable(CHROMIUM_PATH)) return CHROMIUM_PATH;
    throw new ChromiumMissingError(
      `CHROMIUM_PATH must name a Chromium's executable file, and is "${CHROMIUM_PATH}". Correct or unset it.`,
    );
  }
  const endings = ['', ...PATHEXT.toLowerCase().split(';').filter(Boolean)];
  return PATH.split(path.delimiter)
    .filter(Boolean)
    .flatMap((folder) => NAMES.flatMap((name) => endings.map((ending) => path.join(folder, name + ending))))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
