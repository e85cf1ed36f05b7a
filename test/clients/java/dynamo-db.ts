import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { ensurePythonEnvironment } from '../../../scripts/lab/python-environment.js';

const requirements = path.join(import.meta.dirname, 'requirements.txt');

/** A DynamoDB for the leases of the Kinesis Client Library: moto's, which forgets all when it ends. */
export interface DynamoDb extends AsyncDisposable {
  readonly endpoint: string;
}

export async function startDynamoDb(): Promise<DynamoDb> {
  const { python } = await ensurePythonEnvironment({ requirements });
  const child = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PYTHONUNBUFFERED: '1' },
  });
  return {
    endpoint: await endpointOf(child),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

function endpointOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
      const [endpoint] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
      if (endpoint) resolve(endpoint);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`moto ended at its start:\n${printed}`)));
  });
}
