import { GetRecordsCommand, PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { Unit } from '../result.ts';
import { type Protocol, percentile, rateOf, timesOf } from './client.ts';
import { pollLatency, subscriptionLatency } from './latency.ts';
import { atLeast, atMost, type Limit, under } from './limits.ts';
import { dataBytes, makeRecords, readLimit, recordsOfBatch } from './records.ts';
import { ceilingName, type ServerName } from './servers.ts';
import type { Session } from './session.ts';

/** One thing that is measured of every server, again and again in turn. */
export interface Case {
  readonly what: string;
  readonly unit: Unit;
  readonly limits: readonly Limit[];
  readonly protocol: Protocol;
  /** Servers of which it cannot be measured, with the reason. */
  readonly not?: Partial<Record<ServerName, string>>;
  measure(session: Session, windowMs: number): Promise<number>;
}

/** The streams that the cases use, by name, with their shards. */
export const streams = { one: 1, two: 2, hundred: 100, read: 2, read1k: 2, read100k: 2, latency: 1 } as const;

/** The streams that are read, with what lies in their first shard. */
export const filled = {
  read: { count: readLimit, bytes: dataBytes },
  read1k: { count: 2000, bytes: 1000 },
  read100k: { count: 20, bytes: 100_000 },
} as const;

const inFlight = 4;
const [batch1k, batch100k] = [makeRecords(recordsOfBatch, 1_000), makeRecords(50, 100_000)];
const batch = makeRecords(recordsOfBatch);
const [one = { Data: new Uint8Array(), PartitionKey: '' }] = batch;

const protocols: readonly Protocol[] = ['HTTP/1.1', 'HTTP/2'];
const isEmpty = { [ceilingName]: 'it keeps no records' };

export const cases: readonly Case[] = [
  ...protocols.map(putOne),
  ...protocols.map(put64),
  ...protocols.map((protocol) =>
    putBatches(`PutRecords of 500, ${protocol}`, protocol, 'two', batch, [
      atLeast(0.5, ceilingName),
      ...(protocol === 'HTTP/1.1' ? [atLeast(6, 'kinesalite'), atLeast(100, 'kinesis-mock')] : []),
    ]),
  ),
  putBatches('PutRecords of 500, 1 shard', 'HTTP/1.1', 'one', batch, []),
  putBatches('PutRecords of 500, 100 shards', 'HTTP/1.1', 'hundred', batch, []),
  putBatches('PutRecords of 500 of 1 KB', 'HTTP/1.1', 'two', batch1k, []),
  putBatches('PutRecords of 50 of 100 KB', 'HTTP/1.1', 'two', batch100k, []),
  ...protocols.map((protocol) =>
    getMany(`GetRecords of 10,000, ${protocol}`, protocol, 'read', [
      atLeast(0.5, ceilingName),
      ...(protocol === 'HTTP/1.1' ? [atLeast(4, 'kinesalite')] : []),
    ]),
  ),
  getMany('GetRecords of 2,000 of 1 KB', 'HTTP/1.1', 'read1k', []),
  getMany('GetRecords of 20 of 100 KB', 'HTTP/1.1', 'read100k', []),
  {
    what: 'put to read, by polling, p50',
    unit: 'ms',
    protocol: 'HTTP/1.1',
    limits: [],
    not: isEmpty,
    measure: async (session, windowMs) => percentile(await pollLatency(session, windowMs), 0.5),
  },
  {
    what: 'put to subscriber, p50',
    unit: 'ms',
    protocol: 'HTTP/2',
    limits: [under(5)],
    not: { ...isEmpty, kinesalite: 'it has no subscriptions' },
    measure: async (session, windowMs) => percentile(await subscriptionLatency(session, windowMs), 0.5),
  },
];

function putOne(protocol: Protocol): Case {
  return {
    what: `PutRecord, one after the other, p50, ${protocol}`,
    unit: 'ms',
    protocol,
    limits: [atMost(1.25, ceilingName)],
    async measure(session, windowMs) {
      const command = new PutRecordCommand({ StreamName: 'two', ...one });
      return percentile(await timesOf(windowMs, () => session.client(protocol).send(command)), 0.5);
    },
  };
}

function put64(protocol: Protocol): Case {
  return {
    what: `PutRecord, 64 under way, ${protocol}`,
    unit: 'records/s',
    protocol,
    limits: [],
    measure: (session, windowMs) =>
      rateOf(windowMs, 64, () =>
        session.client(protocol).send(new PutRecordCommand({ StreamName: 'two', ...one })),
      ),
  };
}

function putBatches(
  what: string,
  protocol: Protocol,
  StreamName: keyof typeof streams,
  Records: ReturnType<typeof makeRecords>,
  limits: readonly Limit[],
): Case {
  return {
    what,
    unit: 'records/s',
    protocol,
    limits,
    async measure(session, windowMs) {
      const call = () => session.client(protocol).send(new PutRecordsCommand({ StreamName, Records }));
      return Records.length * (await rateOf(windowMs, inFlight, call));
    },
  };
}

function getMany(
  what: string,
  protocol: Protocol,
  stream: keyof typeof filled,
  limits: readonly Limit[],
): Case {
  return {
    what,
    unit: 'records/s',
    protocol,
    limits,
    ...(stream !== 'read' && { not: { [ceilingName]: 'its records have 130 bytes' } }),
    async measure(session, windowMs) {
      const ShardIterator = await session.iterator(stream, 'TRIM_HORIZON');
      let records = 0;
      const call = async () => {
        const answer = await session
          .client(protocol)
          .send(new GetRecordsCommand({ ShardIterator, Limit: readLimit }));
        records = answer.Records?.length ?? 0;
      };
      const rate = await rateOf(windowMs, inFlight, call);
      return rate * records;
    },
  };
}
