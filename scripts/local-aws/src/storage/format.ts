import { LocalAwsError } from '../errors.js';
import type { Storage } from './storage.js';

/**
 * What the data folder's values look like. 1: before there were versions, records serialized by V8; 2: records in
 * blocks with a layout of their own; 3: every value with a checksum; 4: the two logs in front of the database are
 * always there, and blocks tell whether one before them is missing. Those of earlier formats are read as they are, and
 * what is written from then on is of today's.
 */
export const dataFormat = 4;

/** The first format whose folders have both logs in front of the database, be they empty. */
const formatWithLogs = 4;

const place = { collection: 'format', key: 'version' };

/**
 * Recognizes the data's format.
 *
 * @returns whether the logs in front of the database have to be there
 * @throws LocalAwsError `DataDirUnusable` for one that is newer than this version knows; nothing is changed then.
 */
export async function requireKnownFormat(
  storage: Storage,
  folder: string,
): Promise<{ readonly logsExpected: boolean }> {
  const found = await storage.get<unknown>(place.collection, place.key);
  if (found === undefined) return { logsExpected: false };
  if (typeof found === 'number' && found <= dataFormat) return { logsExpected: found >= formatWithLogs };
  throw new LocalAwsError(
    'DataDirUnusable',
    `The data folder ${folder} was written by a newer local-aws (format ${String(found)}; this one knows formats up to ${dataFormat}). ` +
      'Nothing was changed; use that version, or choose another data folder.',
  );
}

/** Marks the data as of today's format. */
export async function markFormat(storage: Storage): Promise<void> {
  const found = await storage.get<unknown>(place.collection, place.key);
  if (found !== dataFormat) await storage.write([{ ...place, value: dataFormat }]);
}
