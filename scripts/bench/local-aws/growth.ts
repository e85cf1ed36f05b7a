import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { GetRecordsCommand, PutRecordsCommand, type ShardIteratorType } from '@aws-sdk/client-kinesis';
import { formatNumber } from '../report.ts';
import { type GroupResult, type Measured, type Row, summarize, type Unit, type Verdict } from '../result.ts';
import { rateOf } from './client.ts';
import { dataBytes, makeRecords, readLimit, recordsOfBatch } from './records.ts';
import { own, type RunningServer, startServer } from './servers.ts';
import { Session } from './session.ts';

export interface MeasureGrowthOptions {
  /** How many records the stream has in the end, 10,000 or more. */
  readonly records: number;
  readonly progress: (text: string) => void;
  /** How long each reading takes, in milliseconds. Default 600. */
  readonly windowMs?: number;
}

const StreamName = 'growing';
const shards = 2;
const inFlight = 4;
const smallest = 10_000;
/** Of the puts from one size to the next, the last of these parts are told. */
const [parts, partsTold] = [10, 5];
const readings = 3;

/** What the values are, by row. */
const units = {
  'PutRecords of 500, just before': 'records/s',
  'GetRecords of 10,000 at the beginning': 'records/s',
  'GetRecords of 10,000 in the middle': 'records/s',
  'GetRecords of 10,000 at the end': 'records/s',
  memory: 'MB',
  'data folder': 'MB',
  'start of its process to first answer': 'ms',
} as const satisfies Record<string, Unit>;
type What = keyof typeof units;
type Size = Map<What, number[]>;

/** One local-aws whose stream grows tenfold again and again: what puts, gets, memory and a start cost at each size. */
export async function measureGrowth(options: MeasureGrowthOptions): Promise<GroupResult> {
  const { records, progress } = options;
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'bench-growth-'));
  let place = await open(dataDir);
  const end = async () => {
    place.session.close();
    await place.server.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  const interrupt = () => void end().finally(() => process.exit(130));
  process.once('SIGINT', interrupt);
  const sizes = new Map<string, Size>();
  try {
    await place.session.createStream(StreamName, shards);
    await warmUp(place.session);
    const stream: Growing = { count: 0, known: [] };
    for (const count of sizesUpTo(records)) {
      progress(`  growing to ${count.toLocaleString('en-US')} records`);
      const size: Size = new Map();
      size.set('PutRecords of 500, just before', await growTo(count, stream, place.session));
      await read(place.session, stream, size, options.windowMs ?? 600);
      const memory = await place.server.memory();
      if (memory) size.set('memory', [memory.bytes / 1024 ** 2]);
      size.set('data folder', [(await bytesIn(dataDir)) / 1024 ** 2]);
      place.session.close();
      await place.server.stop();
      place = await open(dataDir);
      size.set('start of its process to first answer', [place.server.startMs]);
      sizes.set(count.toLocaleString('en-US'), size);
    }
  } finally {
    process.off('SIGINT', interrupt);
    await end();
  }
  return toResult(sizes);
}

interface Place {
  readonly server: RunningServer;
  readonly session: Session;
}

async function open(dataDir: string): Promise<Place> {
  const server = await startServer(own, dataDir);
  return { server, session: new Session(own.name, server.endpoint) };
}

function sizesUpTo(records: number): number[] {
  const sizes: number[] = [];
  for (let size = smallest; size < records; size *= 10) sizes.push(size);
  return [...sizes, records];
}

/** A stream with records of which some numbers are known, those of its first shard. */
interface Growing {
  count: number;
  known: string[];
}

async function warmUp(session: Session): Promise<void> {
  await session.createStream('warm', shards);
  const command = new PutRecordsCommand({ StreamName: 'warm', Records: makeRecords(recordsOfBatch) });
  await rateOf(1000, inFlight, () => session.client('HTTP/1.1').send(command));
}

/** @returns records a second of the last parts of the way */
async function growTo(count: number, stream: Growing, session: Session): Promise<number[]> {
  const rates: number[] = [];
  const from = stream.count;
  // The database compresses what repeats itself, and would have less to keep.
  const Records = makeRecords(recordsOfBatch).map((record) => ({ ...record, Data: randomBytes(dataBytes) }));
  const put = async (target: number) => {
    while (stream.count < target) {
      stream.count += recordsOfBatch;
      const answer = await session.client('HTTP/1.1').send(new PutRecordsCommand({ StreamName, Records }));
      const first = answer.Records?.find(({ ShardId }) => ShardId?.endsWith('0'));
      stream.known.push(first?.SequenceNumber ?? '');
    }
  };
  for (let part = 1; part <= parts; part++) {
    const [before, startedAt] = [stream.count, performance.now()];
    const target = from + ((count - from) * part) / parts;
    await Promise.all(Array.from({ length: inFlight }, () => put(target)));
    rates.push(((stream.count - before) * 1000) / (performance.now() - startedAt));
  }
  return rates.slice(-partsTold);
}

async function read(session: Session, { known }: Growing, size: Size, windowMs: number): Promise<void> {
  const callsOfAnswer = Math.ceil((readLimit * shards) / recordsOfBatch);
  const starts: Record<string, readonly [What, ShardIteratorType, string?]> = {
    beginning: ['GetRecords of 10,000 at the beginning', 'TRIM_HORIZON'],
    middle: ['GetRecords of 10,000 in the middle', 'AT_SEQUENCE_NUMBER', known[known.length >> 1]],
    end: ['GetRecords of 10,000 at the end', 'AT_SEQUENCE_NUMBER', known.at(-callsOfAnswer) ?? known[0]],
  };
  for (const [what, type, number] of Object.values(starts)) {
    const ShardIterator = await session.iterator(StreamName, type, number);
    let records = 0;
    const call = async () => {
      const command = new GetRecordsCommand({ ShardIterator, Limit: readLimit });
      records = (await session.client('HTTP/1.1').send(command)).Records?.length ?? 0;
    };
    const rates: number[] = [];
    for (let reading = 0; reading < readings; reading++)
      rates.push((await rateOf(windowMs, inFlight, call)) * records);
    size.set(what, rates);
  }
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  // A database's thread may have removed one in the meantime.
  const sizes = files.map(({ parentPath, name }) =>
    stat(path.join(parentPath, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

function toResult(sizes: ReadonlyMap<string, Size>): GroupResult {
  const columns = [...sizes.keys()];
  const rows = (Object.keys(units) as What[]).map((what): Row => {
    const entries = columns.map((column): [string, Measured] => {
      const values = sizes.get(column)?.get(what);
      return [column, values ? { values } : { leftOut: 'this system has no figure for it' }];
    });
    return { what, unit: units[what], measured: Object.fromEntries(entries), verdicts: judge(what, entries) };
  });
  return {
    name: 'local-aws-growth',
    title: 'Kinesis: one stream that grows',
    about: [
      `records of ${dataBytes} bytes on ${shards} shards, limits off, data on disk, HTTP/1.1; a column for each number of records`,
      `${inFlight} calls under way; the server is killed and started again at each size`,
    ],
    columns,
    rows,
  };
}

/** Rates must not fall, nor a start take longer, by more than what is noise between two runs. */
function judge(what: What, entries: readonly [string, Measured][]): Verdict[] {
  const [first, last] = [entries[0], entries.at(-1)].map((entry) => summarize(entry?.[1])?.median);
  if (what === 'data folder' || first === undefined || last === undefined) return [];
  if (what === 'memory')
    return [{ limit: 'under 300 MB', met: last < 300, because: `${formatNumber(last)} MB` }];
  const ratio = last / first;
  const because = ratio.toFixed(2);
  return units[what] === 'ms'
    ? [{ limit: 'the last at most 1.5 of the first', met: ratio <= 1.5, because }]
    : [{ limit: 'the last at least 0.75 of the first', met: ratio >= 0.75, because }];
}
