import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { projectRoot } from '../../lessons.ts';
import { BenchError } from '../bench-error.ts';
import { processTree } from '../kernel/process-tree.ts';
import { makeClient } from './client.ts';
import type { Peer, PeerName } from './ensure-peers.ts';

export const ownName = 'local-aws';
export const ceilingName = 'ceiling';
export type ServerName = typeof ownName | typeof ceilingName | PeerName;

/** How a server is started on a port. */
export interface Contestant {
  readonly name: ServerName;
  readonly command: (port: number, dataDir: string) => readonly string[];
  readonly env?: (port: number) => Promise<NodeJS.ProcessEnv>;
  /** Where it looks for files of its own. Default: the project. */
  readonly cwd?: string;
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const loopbackOnly = ['--require', here('loopback-only.cjs')];

export const own: Contestant = {
  name: ownName,
  command: (port, dataDir) => [
    path.join(projectRoot, 'scripts', 'local-aws', 'bin', 'local-aws.js'),
    ...['start', '--quiet', '--limits', 'none', '--transition-ms', '0'],
    ...['--port', String(port), '--data-dir', dataDir],
  ],
};

export const ceiling: Contestant = {
  name: ceilingName,
  command: (port) => ['--import', 'tsx', here('ceiling.ts'), String(port)],
};

/** A peer as its own command starts it, or why it cannot be. */
export function peerContestant(name: PeerName, peer: Peer): Contestant | { readonly missing: string } {
  if ('missing' in peer) return peer;
  const { program } = peer;
  if (name === 'kinesalite') {
    const times = ['--createStreamMs', '1', '--shardLimit', '1000'];
    return { name, command: (port) => [...loopbackOnly, program, '--port', String(port), ...times] };
  }
  return {
    name,
    command: () => [...loopbackOnly, program],
    cwd: path.dirname(program),
    env: async (port) => ({
      KINESIS_MOCK_PLAIN_PORT: String(port),
      KINESIS_MOCK_TLS_PORT: String(await freePort()),
      CREATE_STREAM_DURATION: '1ms',
      REGISTER_STREAM_CONSUMER_DURATION: '1ms',
      SHARD_LIMIT: '1000',
      LOG_LEVEL: 'ERROR',
    }),
  };
}

/** A server in a process of its own. */
export interface RunningServer {
  readonly endpoint: string;
  /** From the start of its process to its first answer. */
  readonly startMs: number;
  /** Bytes; undefined where the system has no figure for it. */
  memory(): Promise<{ readonly kind: string; readonly bytes: number } | undefined>;
  stop(): Promise<void>;
}

const startTimeoutMs = 30_000;

/** @throws BenchError `ServerFailed` */
export async function startServer(contestant: Contestant, dataDir: string): Promise<RunningServer> {
  await mkdir(dataDir, { recursive: true });
  const port = await freePort();
  const env = { ...process.env, ...(await contestant.env?.(port)) };
  const startedAt = performance.now();
  const child = spawn(process.execPath, contestant.command(port, dataDir), {
    cwd: contestant.cwd ?? projectRoot,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let wrote = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    wrote = (wrote + text).slice(-2000);
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = () => end(child);
  if (!(await untilAnswers(endpoint, child))) {
    await stop();
    throw new BenchError('ServerFailed', `${contestant.name} did not start: ${wrote || 'it said nothing'}`);
  }
  return { endpoint, startMs: performance.now() - startedAt, memory: () => memoryOf(child), stop };
}

async function untilAnswers(endpoint: string, child: ChildProcess): Promise<boolean> {
  const client = makeClient(endpoint, 'HTTP/1.1');
  const deadline = performance.now() + startTimeoutMs;
  try {
    while (child.exitCode === null && child.signalCode === null && performance.now() < deadline) {
      const answered = await client.send(new ListStreamsCommand({})).then(
        () => true,
        () => false,
      );
      if (answered) return true;
      await sleep(5);
    }
    return false;
  } finally {
    client.destroy();
  }
}

async function memoryOf({ pid }: ChildProcess): ReturnType<RunningServer['memory']> {
  const tree = pid === undefined ? undefined : await processTree(pid);
  if (!tree) return undefined;
  return { kind: tree.kind, bytes: tree.processes.reduce((sum, { memory }) => sum + memory, 0) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
