import { stat } from 'node:fs/promises';
import { systemClock } from '../clock.js';

/** Looking costs one call of the file system. */
const lookEveryMs = 1000;

/**
 * Calls back once the folder is gone, or another one lies in its place: nobody can find what is served from it any
 * more, nor stop it. Watching would be quicker, but not all file systems tell of a folder's own removal.
 *
 * @returns A function that ends the looking.
 */
export async function whenGone(folder: string, callBack: () => void): Promise<() => void> {
  const identity = await identityOf(folder);
  let cancel = () => {};
  const look = async () => {
    if ((await identityOf(folder)) === identity) cancel = systemClock.after(lookEveryMs, look);
    else callBack();
  };
  cancel = systemClock.after(lookEveryMs, look);
  return () => cancel();
}

const identityOf = (folder: string): Promise<string> =>
  stat(folder, { bigint: true }).then(
    ({ dev, ino }) => `${dev}/${ino}`,
    () => 'none',
  );
