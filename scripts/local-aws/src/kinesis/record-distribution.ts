import type { Throughput } from './limits/throughput.js';
import type { Shard } from './model/shard.js';
import { openShards, type Stream } from './model/stream.js';
import type { NewRecord } from './record-log.js';
import { type PutEntry, recordBytes } from './routing.js';

/** How many shards are asked for room before a record is refused: where so many are full in turn, all are. */
const mostAsked = 100;

interface Turn {
  readonly shards: readonly Shard[];
  next: number;
}

/**
 * Finds shards for the records of streams with AUTO record distribution. AWS says that it spreads them evenly and no
 * more (docs.aws.amazon.com/streams/latest/dev/service-managed-record-distribution.html): here the open shards take
 * turns, and one that is at its limit is passed over.
 */
export class RecordDistribution {
  readonly #throughput: Throughput;
  // By the stream in its present state: another one has other shards.
  readonly #turns = new WeakMap<Stream, Turn>();

  constructor(throughput: Throughput) {
    this.#throughput = throughput;
  }

  /** Gives the record the next shard that has room, or where none has, the next. */
  place(stream: Stream, entry: PutEntry): NewRecord {
    const turn = this.#turnOf(stream);
    const bytes = recordBytes(entry);
    let shard = take(turn);
    for (let asked = 1; asked < Math.min(turn.shards.length, mostAsked); asked++) {
      if (this.#throughput.hasRoom(shard, bytes)) break;
      shard = take(turn);
    }
    return { shard, partitionKey: entry.PartitionKey ?? '', data: entry.Data };
  }

  #turnOf(stream: Stream): Turn {
    let turn = this.#turns.get(stream);
    if (!turn) {
      turn = { shards: openShards(stream), next: 0 };
      this.#turns.set(stream, turn);
    }
    return turn;
  }
}

function take(turn: Turn): Shard {
  const shard = turn.shards[turn.next];
  if (!shard) throw new Error('a stream has no open shard');
  turn.next = (turn.next + 1) % turn.shards.length;
  return shard;
}
