/** A local-aws in a process of its own, which says how large its heap is, without what nobody holds, when asked. */
import { startLocalAws } from '../../../scripts/local-aws/src/index.js';

const [dataDir = ':memory:'] = process.argv.slice(2);
const logger = { info: () => {}, error: () => {} };
const aws = await startLocalAws({ port: 0, dataDir, logger });
process.on('message', () => {
  globalThis.gc?.();
  process.send?.(process.memoryUsage().heapUsed);
});
process.once('disconnect', () => void aws.close());
process.send?.(aws.port);
