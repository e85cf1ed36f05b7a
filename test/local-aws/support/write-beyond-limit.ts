/**
 * Writes to the database in the folder that it is given what its limit for a file's size does not let through, then
 * something short, and ends at once.
 */
import { join } from 'node:path';
import { openLevelStorage } from '../../../scripts/local-aws/src/storage/level-storage.js';

const storage = await openLevelStorage(join(process.argv[2] ?? '', 'db'));
const put = (key: string, value: string) => storage.write([{ collection: 'things', key, value }]);
const refused = await put('a', 'x'.repeat(15_000)).then(
  () => false,
  () => true,
);
await put('b', 'short');
process.exit(refused ? 0 : 1);
