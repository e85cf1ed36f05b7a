import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startLocalAws } from 'local-aws';

/** Where the lessons' calls go. */
export interface Place extends AsyncDisposable {
  readonly description: string;
  /** What the kernels' environment gets on top of this process's own. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Nobody watches how a stream becomes ACTIVE, and the lessons make and delete several. */
const transitionMs = 50;

/** A local-aws of its own: nothing of this machine's AWS settings reaches the kernels, and nothing of the run stays. */
export async function openPrivatePlace(): Promise<Place> {
  const aws = await startLocalAws({ port: 0, transitionMs });
  const stateDir = await mkdtemp(path.join(os.tmpdir(), 'lessons-'));
  const own = Object.keys(process.env).filter((name) => name.startsWith('AWS_'));
  return {
    description: `Running on a private local-aws at ${aws.endpoint}.`,
    env: {
      ...Object.fromEntries(own.map((name) => [name, undefined])),
      LESSONS_TARGET: 'endpoint',
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      LESSONS_STATE_DIR: stateDir,
    },
    async [Symbol.asyncDispose]() {
      await aws.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
