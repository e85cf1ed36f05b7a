import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ShardPosition } from './position';

/** What one application has read of one stream. */
export interface Checkpoint {
  /** A stream that was deleted and made anew has the same name and another creation time. */
  readonly streamCreatedAt: number;
  readonly shards: Readonly<Record<string, ShardPosition>>;
}

/** Where positions are kept; AWS's own consumer library (KCL) keeps them in a DynamoDB table. */
export interface CheckpointStore {
  load(application: string, streamArn: string): Checkpoint | undefined;
  /** Synchronous, because it also runs while the kernel is being shut down. */
  save(application: string, streamArn: string, checkpoint: Checkpoint): void;
}

/**
 * One JSON file for each application and stream, replaced whole, so that a kernel that dies while it writes leaves
 * the one before.
 *
 * @param folder made when the first position is saved.
 */
export function checkpointFiles(folder: string): CheckpointStore {
  const fileOf = (application: string, streamArn: string) =>
    path.join(folder, encodeURIComponent(application), `${encodeURIComponent(streamArn)}.json`);
  return {
    load(application, streamArn) {
      try {
        return JSON.parse(readFileSync(fileOf(application, streamArn), 'utf8')) as Checkpoint;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    save(application, streamArn, checkpoint) {
      const file = fileOf(application, streamArn);
      mkdirSync(path.dirname(file), { recursive: true });
      const beside = `${file}.${process.pid}`;
      writeFileSync(beside, `${JSON.stringify(checkpoint, null, 2)}\n`);
      renameSync(beside, file);
    },
  };
}
