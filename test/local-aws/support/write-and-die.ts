/** Writes to the database in the folder that it is given, and dies before its next turn of the event loop. */
import { openLevelStorage } from '../../../scripts/local-aws/src/storage/level-storage.js';

const storage = await openLevelStorage(process.argv[2] ?? '');
const put = (key: string, value: unknown) => storage.write([{ collection: 'things', key, value }]);
await put('overwritten', 'first');
await put('deleted', 'soon');
// Too large for the log, so it goes to the database, and what was written before it too.
await put('large', 'x'.repeat(100_000));
await put('overwritten', 'last');
await storage.write([{ collection: 'things', key: 'deleted', delete: true }]);
await put('small', { when: new Date(5) });
process.kill(process.pid, 'SIGKILL');
