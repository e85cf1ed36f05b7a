import { readFileSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';

const pictureTypes: Readonly<Record<string, string>> = {
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

/** Larger pictures are left where they are. */
export const largestPicture = 10 * 1024 * 1024;

/** A picture beside the notebook as a `data:` URI; undefined where it is no such file, or too large for a page. */
export function pictureFrom(folder: string | undefined, src: string): string | undefined {
  if (folder === undefined || /^[a-z][a-z\d+.-]+:|^\/\//i.test(src)) return undefined;
  try {
    const path = resolve(folder, decodeURIComponent(src.replace(/[?#].*$/, '')));
    const mime = pictureTypes[extname(path).toLowerCase()];
    if (mime === undefined || statSync(path).size > largestPicture) return undefined;
    return `data:${mime};base64,${readFileSync(path).toString('base64')}`;
  } catch {
    // A picture that is missing in Jupyter is missing here.
    return undefined;
  }
}
