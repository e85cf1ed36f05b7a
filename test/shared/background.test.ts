import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { stopBackground } from 'local-aws/background';

describe('connect with nothing running', () => {
  it('starts local-aws once for two notebooks at once, and the next one finds it', async () => {
    const home = await mkdtemp(path.join(os.tmpdir(), 'local-aws-home-'));
    try {
      const lines = await Promise.all([connectElsewhere(home), connectElsewhere(home)]);
      assert.equal(lines.filter((line) => line.includes('iniciado agora em segundo plano')).length, 1);
      assert.equal(new Set(lines.map((line) => /http:\S+/.exec(line)?.[0])).size, 1);
      const third = await connectElsewhere(home);
      assert.match(
        third,
        /^Conectado ao local-aws em http:\/\/127\.0\.0\.1:\d+ \(já estava em execução; .*npx local-aws stop\)/,
      );
    } finally {
      await stopBackground({ homeDir: home });
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  it('takes another port where 4566 is held by something else, and says so', async () => {
    const home = await mkdtemp(path.join(os.tmpdir(), 'local-aws-home-'));
    const other = createServer((socket) => socket.end('not AWS'));
    await holdPort(other, 4566);
    try {
      assert.match(
        await connectElsewhere(home),
        /^Conectado ao local-aws em http:\/\/127\.0\.0\.1:(?!4566\b)\d+ \(.*\)\. A porta 4566 está ocupada por outro programa\.\n$/,
      );
    } finally {
      await stopBackground({ homeDir: home });
      other.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});

/**
 * Waits for a port that another test may be holding for a moment. One that stays taken belongs to whoever runs
 * this, and is held by something else, too.
 */
async function holdPort(server: Server, port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const taken = await new Promise((resolve) => {
      server.once('listening', () => resolve(false)).once('error', () => resolve(true));
      server.listen(port, '127.0.0.1');
    });
    server.removeAllListeners('listening').removeAllListeners('error');
    if (!taken) return;
    await pause(100);
  }
}

/** A notebook's kernel is a process of its own. */
async function connectElsewhere(home: string): Promise<string> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(import.meta.dirname, 'support', 'connect-line.ts')],
    {
      env: { ...process.env, LOCAL_AWS_HOME: home, LESSONS_TARGET: 'local' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  return text(child.stdout);
}
