import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Connection, connect } from '@aws-streaming-lessons/shared';
import { type LimitsOption, startLocalAws } from 'local-aws';

export interface Local extends AsyncDisposable {
  readonly aws: Connection;
  /** The environment under which it was connected. */
  readonly env: NodeJS.ProcessEnv;
  /** Everything that `connect` said. */
  readonly lines: readonly string[];
}

/** A connection to a server of its own, with a state folder of its own, under AWS's limits or others. */
export async function openLocal(limits: LimitsOption = 'aws'): Promise<Local> {
  const server = await startLocalAws({ port: 0, transitionMs: 20, limits });
  const stateDir = await mkdtemp(path.join(os.tmpdir(), 'lessons-test-'));
  const env = { AWS_ENDPOINT_URL: server.endpoint, LESSONS_STATE_DIR: stateDir };
  const lines: string[] = [];
  const aws = await connect({ env, envFile: path.join(stateDir, '.env'), log: (line) => lines.push(line) });
  return {
    aws,
    env,
    lines,
    async [Symbol.asyncDispose]() {
      aws.close();
      await server.close();
      await rm(stateDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
