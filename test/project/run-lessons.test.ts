import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startLocalAws } from 'local-aws';

const script = path.join(import.meta.dirname, '..', '..', 'scripts', 'run-lessons.ts');

describe('npm start', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'run-lessons-'));
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  interface Run {
    readonly child: ChildProcess;
    /** Resolves when stderr holds the text. */
    untilStderr(text: string): Promise<void>;
    readonly ended: Promise<{ exitCode: number | null; stdout: string; stderr: string }>;
  }

  /** Its temporary files go to `folder/tmp`, where what is left of them can be seen. */
  function start(args: string[], env: NodeJS.ProcessEnv = {}): Run {
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
      env: { ...process.env, NO_COLOR: '1', TMPDIR: folder, TEMP: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk;
      });
    }
    const ended = once(child, 'close').then(([exitCode]) => ({ exitCode, ...text }));
    const untilStderr = async (wanted: string) => {
      while (!text.stderr.includes(wanted)) await Promise.race([once(child.stderr, 'data'), ended]);
    };
    return { child, untilStderr, ended };
  }

  it('runs the lesson that is named, on a local AWS, whatever the environment says', async () => {
    const output = path.join(folder, 'named');
    const { exitCode, stdout } = await start(['produtor', '--output-dir', output], {
      LESSONS_TARGET: 'aws',
      AWS_PROFILE: 'nobody',
      AWS_REGION: 'sa-east-1',
    }).ended;
    assert.equal(exitCode, 0);
    assert.match(
      stdout,
      /✔ produtor +16 +[\d.]+ s +701 +0 +\S+produtor\.ipynb\n\nReport: \S+report\.html\n$/,
    );
    assert.deepEqual((await readdir(output)).sort(), ['produtor.ipynb', 'report.html']);
    assert.match(await readFile(path.join(output, 'report.html'), 'utf8'), /1\. Produtor/);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => !name.startsWith('tsx')),
      ['named'],
    );
  });

  it('runs on what the environment says with --target env', async () => {
    await using aws = await startLocalAws({ port: 0 });
    const { exitCode, stdout, stderr } = await start(
      ['produtor', '--target', 'env', '--output-dir', path.join(folder, 'elsewhere')],
      {
        LESSONS_TARGET: 'endpoint',
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        LESSONS_STATE_DIR: path.join(folder, 'state'),
      },
    ).ended;
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /Running on what \.env and the environment say\./);
    assert.match(stdout, /✔ produtor /);
  });

  // Windows has no signals that another process could send.
  it('saves what it has and cleans up on Ctrl-C', { skip: process.platform === 'win32' }, async () => {
    const output = path.join(folder, 'stopped');
    const run = start(['produtor', '--output-dir', output]);
    await run.untilStderr('produtor');
    run.child.kill('SIGINT');
    const { exitCode, stdout } = await run.ended;
    assert.equal(exitCode, 130);
    assert.match(stdout, /✘ produtor/);
    const saved = await readFile(path.join(output, 'produtor.ipynb'), 'utf8').catch(() => '');
    assert.doesNotMatch(saved, /"status": "running"/);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith('lessons-')),
      [],
    );
  });

  it('says which lessons there are when it does not know one', async () => {
    const { exitCode, stderr } = await start(['kafka']).ended;
    assert.equal(exitCode, 2);
    assert.match(stderr, /^There is no lesson "kafka"\. The lessons are: produtor, consumidor1/m);
  });
});
