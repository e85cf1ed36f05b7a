import type { Storage, Write } from '../../storage/storage.js';
import type { Channel } from '../model/channel.js';

/** Rows: how far each shard is delivered, as the sequence number from which on it is not. */
const collection = 'channel-positions';

type ChannelKey = Pick<Channel, 'id'>;

/** From `position` on, the shard's records are still to be delivered. */
export const positionRow = ({ id }: ChannelKey, shardIndex: number, position: string): Write => ({
  collection,
  key: `${id}/${shardIndex}`,
  value: position,
});

/** By shard. */
export async function readPositions(storage: Storage, { id }: ChannelKey): Promise<Map<number, string>> {
  const positions = new Map<number, string>();
  for await (const [key, position] of storage.entries<string>(collection, rangeOf(id)))
    positions.set(Number(key.slice(id.length + 1)), position);
  return positions;
}

export const forgetPositions = (storage: Storage, { id }: ChannelKey): Promise<boolean> =>
  storage.clear(collection, rangeOf(id));

const rangeOf = (id: string) => ({ gte: `${id}/`, lt: `${id}0` });
