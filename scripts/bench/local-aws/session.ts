import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  PutRecordsCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-kinesis';
import { makeClient, type Protocol } from './client.ts';
import { makeRecords, recordsOfBatch } from './records.ts';
import type { ServerName } from './servers.ts';

/** Of the records' data: what AWS took in one call for years, and its stand-ins still do. */
const mostBatchBytes = 4_000_000;

/** A server with its clients and streams, as the cases use it. */
export class Session {
  readonly name: ServerName;
  readonly endpoint: string;
  readonly #clients = new Map<Protocol, KinesisClient>();

  constructor(name: ServerName, endpoint: string) {
    this.name = name;
    this.endpoint = endpoint;
  }

  client(protocol: Protocol): KinesisClient {
    let client = this.#clients.get(protocol);
    if (!client) {
      client = makeClient(this.endpoint, protocol);
      this.#clients.set(protocol, client);
    }
    return client;
  }

  async createStream(StreamName: string, ShardCount: number): Promise<void> {
    const client = this.client('HTTP/1.1');
    await client.send(new CreateStreamCommand({ StreamName, ShardCount }));
    for (let status: string | undefined; status !== 'ACTIVE'; ) {
      const { StreamDescriptionSummary } = await client.send(
        new DescribeStreamSummaryCommand({ StreamName }),
      );
      status = StreamDescriptionSummary?.StreamStatus;
    }
  }

  /** Puts `count` records of `bytes` bytes, all into one shard, the first. */
  async fill(StreamName: string, { count, bytes }: { count: number; bytes: number }): Promise<void> {
    const client = this.client('HTTP/1.1');
    const batch = Math.min(recordsOfBatch, Math.floor(mostBatchBytes / bytes));
    const Records = makeRecords(batch, bytes).map((record) => ({ ...record, ExplicitHashKey: '0' }));
    for (let left = count; left > 0; left -= Records.length)
      await client.send(new PutRecordsCommand({ StreamName, Records: Records.slice(0, left) }));
  }

  async iterator(
    StreamName: string,
    ShardIteratorType: ShardIteratorType,
    StartingSequenceNumber?: string,
  ): Promise<string> {
    const { ShardIterator = '' } = await this.client('HTTP/1.1').send(
      new GetShardIteratorCommand({
        StreamName,
        ShardId: 'shardId-000000000000',
        ShardIteratorType,
        StartingSequenceNumber,
      }),
    );
    return ShardIterator;
  }

  close(): void {
    for (const client of this.#clients.values()) client.destroy();
  }
}
