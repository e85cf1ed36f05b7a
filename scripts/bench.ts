/**
 * `npm run bench`: what the parts take on this machine, as minimum, median and maximum of some runs. Figures of two
 * machines cannot be compared; two versions can, each run a few times in turn.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordCommand,
  PutRecordsCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ensureBackground, stopBackground } from 'local-aws/background';
import { executeNotebook } from 'papermill-js';
import { projectRoot } from './lessons.ts';

type Row = readonly [what: string, unit: string, values: readonly number[]];

const RUNS = 5;
/** A notice about Node versions to come, between the figures. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-'));
try {
  print([setupCheck()]);
  print(await kernels());
  print(await kinesis());
} finally {
  await rm(folder, { recursive: true, force: true });
}

function setupCheck(): Row {
  const values = Array.from({ length: RUNS }, () => {
    const startedAt = performance.now();
    spawnSync(process.execPath, [path.join(projectRoot, 'scripts', 'setup.mjs')]);
    return performance.now() - startedAt;
  });
  return ['set-up, nothing to do', 'ms', values];
}

/** A notebook of four cells in our kernel and in stock tslab, in turn. */
async function kernels(): Promise<Row[]> {
  const cells = ['1 + 1', "import { connect } from '../shared';", 'connect.name', 'const x: number = 2; x'];
  const rows = new Map<string, number[]>();
  const note = (what: string, ms: number) => rows.set(what, [...(rows.get(what) ?? []), ms]);
  const stock = await stockTslab();
  for (let run = 0; run < RUNS; run++) {
    for (const [name, kernelDirs] of [
      ['tslab-kernel', []],
      ['stock tslab', [stock]],
    ] as const) {
      const { durationMs } = await executeNotebook(toNotebook(cells), null, {
        cwd: path.join(projectRoot, 'notebooks'),
        kernelDirs,
        onEvent(event) {
          if (event.type === 'kernel-ready') note(`${name}: start to ready`, event.durationMs);
          if (event.type !== 'cell-end') return;
          const what = ['first cell', "import of '../shared'", undefined, 'short cell'][event.cell.index];
          if (what) note(`${name}: ${what}`, event.cell.durationMs);
        },
      });
      note(`${name}: papermill-js, all of it`, durationMs);
    }
  }
  return [...rows].sort(([a], [b]) => a.localeCompare(b)).map(([what, values]) => [what, 'ms', values]);
}

function toNotebook(sources: readonly string[]) {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'tslab', display_name: 'tslab', language: 'typescript' } },
    cells: sources.map((source, index) => ({
      cell_type: 'code' as const,
      id: `cell-${index}`,
      metadata: {},
      source,
      outputs: [],
      execution_count: null,
    })),
  };
}

async function stockTslab(): Promise<string> {
  const dir = path.join(folder, 'stock');
  await mkdir(dir);
  const tslab = path.join(projectRoot, 'node_modules', 'tslab', 'bin', 'tslab');
  const argv = ['node', tslab, 'kernel', '--config-path', '{connection_file}'];
  const spec = { argv, display_name: 'stock tslab', language: 'typescript' };
  await writeFile(path.join(dir, 'kernel.json'), JSON.stringify(spec));
  return dir;
}

/** Two shards, records of 130 bytes, the server in a process of its own. */
async function kinesis(): Promise<Row[]> {
  const homeDir = path.join(folder, 'home');
  const { endpoint } = await ensureBackground({ homeDir, port: 0 });
  try {
    const rows: Row[] = [];
    for (const protocol of ['HTTP/1.1', 'HTTP/2'] as const) {
      const client = new KinesisClient({
        endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
        ...(protocol === 'HTTP/1.1' && { requestHandler: new NodeHttpHandler() }),
      });
      rows.push(...(await oneProtocol(client, protocol)));
      client.destroy();
    }
    return rows;
  } finally {
    await stopBackground({ homeDir });
  }
}

async function oneProtocol(client: KinesisClient, protocol: string): Promise<Row[]> {
  const StreamName = `bench-${protocol.replace(/\W/g, '')}`;
  await client.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }));
  await waitUntilStreamExists({ client, minDelay: 0.1, maxDelay: 1, maxWaitTime: 10 }, { StreamName });
  const Data = Buffer.alloc(130, 'x');
  const one = async (n: number) =>
    client.send(new PutRecordCommand({ StreamName, Data, PartitionKey: `${n}` }));
  const Records = Array.from({ length: 500 }, (_, n) => ({ Data, PartitionKey: `${n}` }));
  const batch = async () => client.send(new PutRecordsCommand({ StreamName, Records }));

  await repeat(200, one);
  const single = await repeat(500, one);
  await repeat(20, batch);
  const batches = await rates(60, 500, batch);
  const iterator = await client.send(
    new GetShardIteratorCommand({
      StreamName,
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  const reads = await rates(20, 1_000, async () => {
    await client.send(new GetRecordsCommand({ ShardIterator: iterator.ShardIterator, Limit: 1_000 }));
  });
  return [
    [`${protocol}: PutRecord, one after the other`, 'ms', single],
    [`${protocol}: PutRecords of 500`, 'records/s', batches],
    [`${protocol}: GetRecords of 1,000`, 'records/s', reads],
  ];
}

/** Milliseconds of each of `times` calls. */
async function repeat(times: number, call: (n: number) => Promise<unknown>): Promise<number[]> {
  const values: number[] = [];
  for (let n = 0; n < times; n++) {
    const startedAt = performance.now();
    await call(n);
    values.push(performance.now() - startedAt);
  }
  return values;
}

/** Records a second in each of some rounds of `times` calls, eight of them under way at a time. */
async function rates(times: number, recordsEach: number, call: () => Promise<unknown>): Promise<number[]> {
  const values: number[] = [];
  for (let round = 0; round < RUNS; round++) {
    const startedAt = performance.now();
    let left = times;
    const worker = async () => {
      while (left-- > 0) await call();
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    values.push((times * recordsEach * 1_000) / (performance.now() - startedAt));
  }
  return values;
}

function print(rows: readonly Row[]): void {
  for (const [what, unit, values] of rows) {
    const sorted = values.toSorted((a, b) => a - b);
    const [min = 0, median = 0, max = 0] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)];
    const format = (value: number) =>
      value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : 0 }).padStart(9);
    process.stdout.write(`${what.padEnd(44)}${[min, median, max].map(format).join('')}  ${unit}\n`);
  }
}
