import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { describe, it } from 'node:test';
import { backgroundStatus } from 'local-aws/background';
import { hasBrowser } from '../../scripts/lab/browser.js';
import { commandsRuntimeDir, listens, runLab, startKernel, untilGone, useLab } from './support/lab.js';
import { withoutPython } from './support/python.js';

// Windows has no signals that another process could send.
const skip = process.platform === 'win32';
const anyPort = ['--port', '0'];

describe('npm run lab', { skip: withoutPython }, () => {
  const { newEnv } = useLab();

  const endings = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const;
  for (const [signal, expected] of endings) {
    it(`ends server, kernels and local-aws on ${signal}`, { skip }, async (t) => {
      const env = await newEnv();
      const lab = runLab(t, env, anyPort);
      const url = await lab.opened();
      const kernelPort = await startKernel(url, commandsRuntimeDir);
      assert.ok(await backgroundStatus({ homeDir: env.LOCAL_AWS_HOME }));
      lab.child.kill(signal);
      const { exitCode, stdout, stderr } = await lab.ended;
      assert.equal(exitCode, expected);
      assert.equal(stderr, '');
      assert.match(stdout, /The lab ends\.\n$/);
      assert.equal(await listens(Number(url.port)), false);
      assert.equal(await listens(kernelPort), false);
      assert.equal(await backgroundStatus({ homeDir: env.LOCAL_AWS_HOME }), undefined);
    });
  }

  it('leaves nothing behind when it is killed', async (t) => {
    const env = await newEnv();
    const lab = runLab(t, env, anyPort);
    const url = await lab.opened();
    const kernelPort = await startKernel(url, commandsRuntimeDir);
    lab.child.kill('SIGKILL');
    await untilGone([Number(url.port), kernelPort], env);
  });

  it('ends at once on a second Ctrl-C', { skip }, async (t) => {
    const env = await newEnv();
    const lab = runLab(t, env, anyPort);
    const url = await lab.opened();
    const kernelPort = await startKernel(url, commandsRuntimeDir);
    lab.child.kill('SIGINT');
    await once(lab.child.stdout ?? assert.fail(), 'data');
    lab.child.kill('SIGINT');
    assert.equal((await lab.ended).exitCode, 130);
    await untilGone([Number(url.port), kernelPort], env);
  });

  it('shows the end of the log when JupyterLab dies, and ends the rest', { skip }, async (t) => {
    const env = await newEnv();
    const lab = runLab(t, env, anyPort);
    process.kill(await serverPid(await lab.opened()), 'SIGKILL');
    const { exitCode, stderr } = await lab.ended;
    assert.equal(exitCode, 1);
    assert.match(stderr, /^JupyterLab ended unexpectedly \(SIGKILL\)\. The end of its log, .*ServerApp\]/s);
    assert.equal(await backgroundStatus({ homeDir: env.LOCAL_AWS_HOME }), undefined);
  });

  it('ends with 0 when it is shut down from the menu', async (t) => {
    const env = await newEnv();
    const lab = runLab(t, env, anyPort);
    const url = await lab.opened();
    await fetch(new URL(`/api/shutdown${url.search}`, url), { method: 'POST' });
    const { exitCode, stdout, stderr } = await lab.ended;
    assert.equal(exitCode, 0);
    assert.equal(stderr, '');
    assert.match(stdout, /was shut down from its menu/);
    assert.equal(await backgroundStatus({ homeDir: env.LOCAL_AWS_HOME }), undefined);
  });

  it('says what is wrong with .env before it starts anything', async (t) => {
    const env = { ...(await newEnv()), LESSONS_TARGET: 'nuvem' };
    const { exitCode, stderr, stdout } = await runLab(t, env, anyPort).ended;
    assert.equal(exitCode, 1);
    assert.match(stderr, /^LESSONS_TARGET deve ser .* "nuvem"/);
    assert.equal(stdout, '');
  });

  it('says that the port it was given is taken', async (t) => {
    const server = createServer().listen(0, '127.0.0.1');
    t.after(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { exitCode, stderr } = await runLab(t, await newEnv(), ['--port', String(port)]).ended;
    assert.equal(exitCode, 1);
    assert.match(stderr, new RegExp(`^Port ${port} is taken by another program\\. Give another one`));
  });

  const wrongUsages: [string[], RegExp][] = [
    [['--prot', '1'], /unknown option '--prot'[\s\S]*--port/],
    [['--lang', 'fr'], /'fr' is invalid.*Allowed choices are pt-BR, en/],
    [['--port', 'x'], /whole number from 0 to 65535/],
    [['produtor'], /too many arguments/],
  ];
  for (const [args, expected] of wrongUsages) {
    it(`ends with 2 and a sentence on ${args.join(' ')}`, async (t) => {
      const { exitCode, stderr } = await runLab(t, process.env, args).ended;
      assert.equal(exitCode, 2);
      assert.match(stderr, expected);
    });
  }

  it('installs what is missing and opens nothing on --install-only', async (t) => {
    const env = await newEnv();
    const { exitCode, stdout } = await runLab(t, env, ['--install-only']).ended;
    assert.equal(exitCode, 0);
    assert.equal(stdout, '');
    assert.equal(await backgroundStatus({ homeDir: env.LOCAL_AWS_HOME }), undefined);
  });

  it('shows its options on --help, and its version', async (t) => {
    const help = await runLab(t, process.env, ['--help']).ended;
    assert.equal(help.exitCode, 0);
    for (const flag of ['--port', '--no-browser', '--lang', '--version'])
      assert.ok(help.stdout.includes(flag));
    const { exitCode, stdout } = await runLab(t, process.env, ['--version']).ended;
    assert.equal(exitCode, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('opens a browser only where there is one to open', () => {
    assert.equal(hasBrowser({}, 'darwin'), true);
    assert.equal(hasBrowser({}, 'win32'), true);
    assert.equal(hasBrowser({ DISPLAY: ':0' }, 'linux'), true);
    assert.equal(hasBrowser({ BROWSER: '/opt/editor/open' }, 'linux'), true);
    assert.equal(hasBrowser({}, 'linux'), false);
    assert.equal(hasBrowser({ DISPLAY: ':0', CI: 'true' }, 'linux'), false);
    assert.equal(hasBrowser({ CODESPACES: 'true', BROWSER: '/opt/editor/open' }, 'linux'), false);
    assert.equal(hasBrowser({ SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, 'darwin'), false);
  });
});

/** From the file that each running server writes. */
async function serverPid({ port, search }: URL): Promise<number> {
  for (const name of await readdir(commandsRuntimeDir)) {
    if (!/^jpserver-\d+\.json$/.test(name)) continue;
    const info = JSON.parse(await readFile(path.join(commandsRuntimeDir, name), 'utf8'));
    if (String(info.port) === port && search === `?token=${info.token}`) return info.pid;
  }
  return assert.fail(`No server on port ${port} is known`);
}
