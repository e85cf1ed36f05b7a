import { MemoryLevel } from 'memory-level';
import type { Storage } from './storage.js';
import { storedCollections } from './stored-collections.js';

/** Keeps everything in this process's memory. Nothing reaches the disk. */
export async function openMemoryStorage(): Promise<Storage> {
  const database = new MemoryLevel<string, Buffer>({ keyEncoding: 'utf8', valueEncoding: 'buffer' });
  await database.open();
  return storedCollections(database);
}
