/**
 * `npm run test:lab`: the tests of test/lab in a real browser, on one lab that is opened for them with copies of the
 * lessons and a local-aws of its own, and ended after them. Takes what `npm test` takes, e.g.
 * `npm run test:lab -- test/lab/firehose.test.ts`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ChromiumMissingError, launchChromium } from '../test/lab/support/chromium.ts';
import { LAB_SERVER_VARIABLE, type LabServer } from '../test/lab/support/server.ts';
import { InstallLine } from './lab/install-line.ts';
import { LabError } from './lab/lab-error.ts';
import { startLab } from './lab/start-lab.ts';
import { projectRoot } from './lessons.ts';

const screenshots = path.join(projectRoot, 'out', 'lab');
const args = process.argv.slice(2);

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort(signal));

const folder = await mkdtemp(path.join(os.tmpdir(), 'test-lab-'));
try {
  process.exitCode = await testIn(folder);
} catch (error) {
  if (!(error instanceof LabError || error instanceof ChromiumMissingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function testIn(folder: string): Promise<number> {
  // Said once, and before JupyterLab is installed, instead of by each test.
  await (await launchChromium()).close();
  const notebooks = await copyLessons(folder);
  await rm(screenshots, { recursive: true, force: true });
  const lab = await startLab({
    port: 0,
    rootDir: notebooks,
    homeDir: path.join(folder, 'home'),
    env: privateEnvironment(folder),
    flags: ['--LabApp.expose_app_in_browser=True'],
    progress: new InstallLine(),
    signal: stopped.signal,
  });
  try {
    return await runTests({ url: lab.origin, token: lab.token, firstPage: lab.url, notebooks, screenshots });
  } finally {
    await lab.stop();
  }
}

/** The lessons import `'../shared'`, and packages: both are found beside the copies. */
async function copyLessons(folder: string): Promise<string> {
  const notebooks = path.join(folder, 'notebooks');
  await cp(path.join(projectRoot, 'notebooks'), notebooks, { recursive: true });
  for (const name of ['shared', 'node_modules'])
    await symlink(path.join(projectRoot, name), path.join(folder, name), 'junction');
  return notebooks;
}

/** Nothing of this machine's AWS settings reaches the lessons, and nothing of them stays. */
function privateEnvironment(folder: string): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(others),
    LESSONS_TARGET: 'local',
    LESSONS_STATE_DIR: path.join(folder, 'state'),
    LOCAL_AWS_HOME: path.join(folder, 'local-aws'),
  };
}

/** Ctrl-C reaches the test runner through the terminal too; other signals reach this process alone. */
async function runTests(server: LabServer): Promise<number> {
  const runner = path.join(projectRoot, 'scripts', 'run-tests.ts');
  const places = args.some((arg) => !arg.startsWith('-')) ? [] : [path.join(projectRoot, 'test', 'lab')];
  const child = spawn(process.execPath, ['--import', 'tsx', runner, ...args, ...places], {
    stdio: 'inherit',
    env: { ...process.env, [LAB_SERVER_VARIABLE]: JSON.stringify(server) },
  });
  stopped.signal.addEventListener('abort', () => {
    if (stopped.signal.reason === 'SIGTERM') child.kill();
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
