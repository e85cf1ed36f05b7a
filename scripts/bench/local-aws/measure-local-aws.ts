import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { BenchError } from '../bench-error.ts';
import type { GroupResult, Measured, Row } from '../result.ts';
import { type Case, cases, filled, streams } from './cases.ts';
import { ensurePeer, peers } from './ensure-peers.ts';
import { under } from './limits.ts';
import {
  type Contestant,
  ceiling,
  ceilingName,
  own,
  ownName,
  peerContestant,
  type RunningServer,
  startServer,
} from './servers.ts';
import { Session } from './session.ts';

export interface MeasureLocalAwsOptions {
  /** How often each thing is measured. */
  readonly runs: number;
  readonly progress: (text: string) => void;
  /** How long each of those measurements takes, in milliseconds. Default 600. */
  readonly windowMs?: number;
  /** Finds the peers. Default {@link ensurePeer}. */
  readonly findPeer?: typeof ensurePeer;
}

/** A server with what was measured of it so far, by what was measured. */
interface Entrant {
  readonly contestant: Contestant;
  readonly values: Map<string, number[]>;
  readonly failures: Map<string, string>;
  readonly slow: Set<string>;
  server: RunningServer;
  session: Session;
}

/** local-aws beside its peers and the ceiling, one after the other in each run, so that all have the same weather. */
export async function measureLocalAws(options: MeasureLocalAwsOptions): Promise<GroupResult> {
  const { runs, progress, windowMs = 600 } = options;
  const { contestants, missing } = await lineUp(options);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-'));
  const entrants: Entrant[] = [];
  const end = async () => {
    for (const { session, server } of entrants) {
      session.close();
      await server.stop();
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const interrupt = () => void end().finally(() => process.exit(130));
  process.once('SIGINT', interrupt);
  try {
    for (const contestant of contestants) {
      progress(`  starting ${contestant.name}`);
      const entrant = await enter(contestant, path.join(folder, contestant.name));
      if ('missing' in entrant) missing.set(contestant.name, entrant.missing);
      else entrants.push(entrant);
    }
    for (let run = 0; run <= runs; run++) {
      progress(run === 0 ? '  warming up' : `  run ${run} of ${runs}`);
      for (const one of cases) for (const entrant of entrants) await measure(entrant, one, run > 0, windowMs);
    }
    for (const entrant of entrants) await measureMemory(entrant);
    for (let run = 0; run < runs; run++)
      for (const entrant of entrants) await measureStart(entrant, path.join(folder, `start-${run}`));
  } finally {
    process.off('SIGINT', interrupt);
    await end();
  }
  return toResult(entrants, missing, runs, windowMs);
}

type Missing = ReadonlyMap<string, string>;

async function lineUp({ progress, findPeer = ensurePeer }: MeasureLocalAwsOptions) {
  const contestants: Contestant[] = [own, ceiling];
  const missing = new Map<string, string>();
  for (const name of Object.keys(peers) as (keyof typeof peers)[]) {
    const contestant = peerContestant(name, await findPeer(name, { progress }));
    if ('missing' in contestant) missing.set(name, contestant.missing);
    else contestants.push(contestant);
  }
  return { contestants, missing };
}

/** Only other people's servers may fail to start. */
async function enter(contestant: Contestant, dataDir: string): Promise<Entrant | { missing: string }> {
  try {
    const server = await startServer(contestant, dataDir);
    const session = new Session(contestant.name, server.endpoint);
    for (const [name, shards] of Object.entries(streams)) await session.createStream(name, shards);
    for (const [name, content] of Object.entries(filled)) await session.fill(name, content);
    return { contestant, values: new Map(), failures: new Map(), slow: new Set(), server, session };
  } catch (error) {
    if (!(error instanceof BenchError) || contestant.name === ownName) throw error;
    return { missing: error.message };
  }
}

/** A measurement that takes longer is not repeated: some peers need ten seconds for what others do in one. */
const repeatedUpToMs = 5000;

/** What fails once is left out from then on, and the failure told in place of its figures. */
async function measure(entrant: Entrant, one: Case, counts: boolean, windowMs: number): Promise<void> {
  const { contestant, failures, session, slow } = entrant;
  const reason = one.not?.[contestant.name];
  if (reason !== undefined) failures.set(one.what, reason);
  if (failures.has(one.what) || slow.has(one.what)) return;
  try {
    const startedAt = performance.now();
    const value = await one.measure(session, windowMs);
    if (performance.now() - startedAt > repeatedUpToMs) slow.add(one.what);
    if (counts || slow.has(one.what)) add(entrant, one.what, value);
  } catch (error) {
    failures.set(one.what, sayWhy(error));
  }
}

/** The first line: the SDK adds advice for programmers. */
function sayWhy(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [message = ''] = error.message.split('\n');
  return error.name === 'Error' ? message : `${error.name}: ${message}`;
}

const memoryRow = 'memory after all that';
const startRow = 'start of its process to first answer';

async function measureMemory(entrant: Entrant): Promise<void> {
  const memory = await entrant.server.memory();
  if (memory) add(entrant, memoryRow, memory.bytes / 1024 ** 2);
  else entrant.failures.set(memoryRow, 'this system has no figure for it');
}

async function measureStart(entrant: Entrant, dataDir: string): Promise<void> {
  if (entrant.contestant.name === ceilingName) {
    entrant.failures.set(startRow, 'it is no program of its own');
    return;
  }
  const server = await startServer(entrant.contestant, `${dataDir}-${entrant.contestant.name}`);
  add(entrant, startRow, server.startMs);
  await server.stop();
}

function add({ values }: Entrant, what: string, value: number): void {
  const kept = values.get(what);
  if (kept) kept.push(value);
  else values.set(what, [value]);
}

function toResult(
  entrants: readonly Entrant[],
  missing: Missing,
  runs: number,
  windowMs: number,
): GroupResult {
  const definitions = [
    ...cases,
    { what: startRow, unit: 'ms', limits: [] },
    { what: memoryRow, unit: 'MB', limits: [under(300)] },
  ] as const;
  const rows = definitions.map(({ what, unit, limits }): Row => {
    const columns = entrants.map((entrant) => [entrant.contestant.name, measuredOf(entrant, what)]);
    const absent = [...missing].map(([name, leftOut]) => [name, { leftOut }]);
    const measured: Record<string, Measured> = Object.fromEntries([...columns, ...absent]);
    return { what, unit, measured, verdicts: limits.map((limit) => limit(measured, unit)) };
  });
  return {
    name: 'local-aws',
    title: `Kinesis: ${runs} runs of ${windowMs} ms each in turn, after one that does not count`,
    about: [
      `what takes more than ${repeatedUpToMs / 1000} s is measured once`,
      'records of 130 bytes on two shards, but where a row says otherwise; four calls under way for rates',
      `${ownName}: limits off, data on disk`,
      `${ceilingName}: the server core of local-aws with a handler that reads the body and answers constants`,
      ...Object.entries(peers).map(
        ([name, { package: npmName, version }]) =>
          `${name}: npm's ${npmName} ${version}, data in memory, which is its default`,
      ),
    ],
    columns: [...entrants.map(({ contestant }) => contestant.name), ...missing.keys()],
    rows,
  };
}

function measuredOf({ values, failures }: Entrant, what: string): Measured {
  const failure = failures.get(what);
  return failure === undefined ? { values: values.get(what) ?? [] } : { leftOut: failure };
}
