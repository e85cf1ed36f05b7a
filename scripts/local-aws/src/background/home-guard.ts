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
    const found = await identityOf(folder);
    const isOther = found !== identity && ![found, identity].includes('unknown');
    if (found === 'none' || isOther) callBack();
    else cancel = systemClock.after(lookEveryMs, look);
  };
  cancel = systemClock.after(lookEveryMs, look);
  return () => cancel();
}

const identityOf = (folder: string): Promise<string> =>
  stat(folder, { bigint: true }).then(
    ({ dev, ino }) => `${dev}/${ino}`,
    // Any other failure to look is no proof that it is gone.
    ({ code }: NodeJS.ErrnoException) => (code === 'ENOENT' ? 'none' : 'unknown'),
  );
