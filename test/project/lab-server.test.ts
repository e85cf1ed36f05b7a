import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { backgroundStatus, ensureBackground } from 'local-aws/background';
import { openLabAws } from '../../scripts/lab/lab-aws.js';
import { type Lab, type LabOptions, startLab } from '../../scripts/lab/start-lab.js';
import { startKernel, useLab } from './support/lab.js';
import { withoutPython } from './support/python.js';

interface PluginSettings {
  readonly settings: object;
  readonly schema: { readonly properties: Record<string, { readonly default: unknown } | undefined> };
}

async function get<T>({ origin, token }: Lab, what: string): Promise<T> {
  return (await (await fetch(`${origin}/${what}?token=${token}`)).json()) as T;
}

function settingsOf(lab: Lab, plugin: string): Promise<PluginSettings> {
  return get(lab, `lab/api/settings/@jupyterlab/${plugin}`);
}

describe('the lab', { skip: withoutPython }, () => {
  const { newEnv, newFolder } = useLab();

  describe('that is open, on a machine with a Jupyter and a node of other kinds, in a codespace', () => {
    let lab: Lab;
    let foreign: string;
    let homeDir: string;
    before(async () => {
      foreign = await newFolder();
      const config = '{ "ServerApp": { "base_url": "/x/" } }';
      await writeFile(path.join(foreign, 'jupyter_server_config.json'), config);
      const bin = await newFolder();
      await writeFile(path.join(bin, 'node'), '#!/bin/sh\nexit 1\n');
      await chmod(path.join(bin, 'node'), 0o755);
      homeDir = await newFolder();
      const env = {
        ...(await newEnv()),
        PATH: `${bin}${path.delimiter}${process.env.PATH}`,
        JUPYTER_CONFIG_DIR: foreign,
        JUPYTER_CONFIG_PATH: foreign,
        CODESPACE_NAME: 'calm-fish-7x',
        GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: 'app.github.dev',
      };
      lab = await startLab({ port: 0, homeDir, env });
    });
    after(() => lab.stop());

    it('opens with the welcome page beside the lessons, for those who have the token', async () => {
      assert.equal(lab.url, `http://127.0.0.1:${lab.port}/lab/tree/comece-aqui.md?token=${lab.token}`);
      assert.match(lab.token, /^[0-9a-f]{48}$/);
      assert.equal((await fetch(`${lab.origin}/api/contents`)).status, 403);
      const { content } = await get<{ content: { name: string }[] }>(lab, 'api/contents');
      const names = content.map(({ name }) => name);
      for (const name of ['comece-aqui.md', 'produtor.ipynb', 'firehose.ipynb'])
        assert.ok(names.includes(name));
    });

    it('has the one kernel, and starts it with the Node that the lab runs on', async () => {
      const { kernelspecs } = await get<{ kernelspecs: object }>(lab, 'api/kernelspecs');
      assert.deepEqual(Object.keys(kernelspecs), ['tslab']);
      assert.ok(await startKernel(new URL(lab.url), path.join(homeDir, 'runtime')));
    });

    it('speaks Portuguese, and asks nothing about news', async () => {
      const { schema } = await settingsOf(lab, 'translation-extension:plugin');
      assert.equal(schema.properties.locale?.default, 'pt_BR');
      const { properties } = (await settingsOf(lab, 'apputils-extension:notification')).schema;
      assert.equal(properties.fetchNews?.default, 'false');
      assert.equal(properties.checkForUpdates?.default, false);
    });

    it('gives a slow kernel the time to complete a name', async () => {
      const { schema } = await settingsOf(lab, 'completer-extension:manager');
      assert.equal(schema.properties.providerTimeout?.default, 3_000);
    });

    it("writes nothing into the user's own Jupyter", async () => {
      assert.deepEqual(await readdir(foreign), ['jupyter_server_config.json']);
    });

    it('answers the browser of its codespace, and no other origin', async () => {
      const allowed = async (origin: string) =>
        (await fetch(lab.url, { headers: { origin } })).headers.get('access-control-allow-origin');
      const own = 'https://calm-fish-7x-8888.app.github.dev';
      assert.equal(await allowed(own), own);
      for (const other of ['https://calm-fish-7x-8888.appxgithub.dev', 'https://other-8888.app.github.dev']) {
        assert.equal(await allowed(other), null);
      }
    });
  });

  async function start(options: LabOptions): Promise<Lab> {
    return startLab({ port: 0, homeDir: await newFolder(), ...options });
  }

  it('keeps English where a person asks for it, over what was chosen in the menu', async (t) => {
    const homeDir = await newFolder();
    const chosen = path.join(homeDir, 'settings', '@jupyterlab', 'translation-extension');
    await mkdir(chosen, { recursive: true });
    await writeFile(path.join(chosen, 'plugin.jupyterlab-settings'), '{ "locale": "pt_BR" }');
    const lab = await start({ homeDir, env: await newEnv(), lang: 'en' });
    t.after(() => lab.stop());
    const { settings, schema } = await settingsOf(lab, 'translation-extension:plugin');
    assert.deepEqual(settings, {});
    assert.equal(schema.properties.locale?.default, 'en');
  });

  it('can be stopped while it starts', async () => {
    const stop = new AbortController();
    const env = await newEnv();
    const refused = assert.rejects(start({ env, signal: stop.signal }), { code: 'Stopped' });
    while (!(await backgroundStatus({ homeDir: env.LOCAL_AWS_HOME }))) await sleep(20);
    stop.abort();
    await refused;
    assert.equal(await backgroundStatus({ homeDir: env.LOCAL_AWS_HOME }), undefined);
  });

  it('says why JupyterLab does not start, and leaves no local-aws', async () => {
    const env = await newEnv();
    await assert.rejects(start({ env, flags: ['--ServerApp.root_dir=/no/such/folder'] }), {
      code: 'ServerFailed',
      message: /^JupyterLab did not start \(exit code 1\)\. The end of its log, .*no\/such\/folder/s,
    });
    assert.equal(await backgroundStatus({ homeDir: env.LOCAL_AWS_HOME }), undefined);
  });

  it('leaves a local-aws alone that ran before', async () => {
    const env = await newEnv();
    const running = await ensureBackground({ homeDir: env.LOCAL_AWS_HOME, port: 0 });
    const aws = await openLabAws(env);
    assert.equal(aws.description, `local-aws at ${running.endpoint}, which ran already and stays`);
    await aws.stop();
    assert.equal((await backgroundStatus({ homeDir: env.LOCAL_AWS_HOME }))?.pid, running.pid);
  });

  it('starts no local-aws where the lessons go to AWS, and says so', async () => {
    const env = { ...(await newEnv()), LESSONS_TARGET: 'aws', AWS_REGION: 'sa-east-1' };
    const aws = await openLabAws(env);
    assert.match(aws.description, /^AWS, region sa-east-1: .*costs money$/);
    await aws.stop();
    assert.equal(await backgroundStatus({ homeDir: env.LOCAL_AWS_HOME }), undefined);
  });
});
