import { LocalAwsError } from '../errors.js';
import type { Storage } from './storage.js';

/**
 * What the data folder's values look like. 1: before there were versions, records serialized by V8; 2: records in
 * blocks with a layout of their own; 3: every value with a checksum. Those of earlier formats are read as they are, and
 * what is written from then on is of today's.
 */
export const dataFormat = 3;

const place = { collection: 'format', key: 'version' };

/**
 * Recognizes the data's format, and marks it as today's.
 *
 * @throws LocalAwsError `DataDirUnusable` for one that is newer than this version knows; nothing is changed then.
 */
export async function requireKnownFormat(storage: Storage, folder: string): Promise<void> {
  const found = await storage.get<unknown>(place.collection, place.key);
  if (found === dataFormat) return;
  if (found === undefined || (typeof found === 'number' && found < dataFormat))
    return storage.write([{ ...place, value: dataFormat }]);
  throw new LocalAwsError(
    'DataDirUnusable',
    `The data folder ${folder} was written by a newer local-aws (format ${String(found)}; this one knows formats up to ${dataFormat}). ` +
      'Nothing was changed; use that version, or choose another data folder.',
  );
}
