import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError, type LabErrorCode } from '../../scripts/lab/lab-error.js';
import { ensurePythonEnvironment, type InstallProgress } from '../../scripts/lab/python-environment.js';

/**
 * Does what the set-up expects of Python and notes each call. What makes an environment, `venv`, puts the same
 * program into it, as Python's does.
 */
function pythonSource(version: string, { hasVenv = true } = {}): string {
  return `#!${process.execPath}
const fs = require('node:fs');
const args = process.argv.slice(2).filter((arg) => arg !== '-I');
if (args[0] === '-c') {
  console.log(JSON.stringify({ executable: __filename, version: '${version}', hasVenv: ${hasVenv} }));
} else {
  fs.appendFileSync(process.env.CALLS, 'python ${version} ' + args.slice(0, 3).join(' ') + '\\n');
  if (args[1] === 'venv') {
    fs.mkdirSync(args[2] + '/bin', { recursive: true });
    fs.copyFileSync(__filename, args[2] + '/bin/python');
  } else if (process.env.PIP === 'hangs') {
    setInterval(() => {}, 1000);
  } else {
    console.log('Collecting jupyterlab');
    if (process.env.PIP === 'fails') { console.error('No matching distribution'); process.exitCode = 1; }
  }
}
`;
}

const uvSource = `#!${process.execPath}
const fs = require('node:fs');
const args = process.argv.slice(2);
if (args[0] !== '--version') {
  fs.appendFileSync(process.env.CALLS, 'uv ' + args.slice(0, 2).join(' ') + '\\n');
  if (args[0] === 'venv') {
    fs.mkdirSync(args.at(-1) + '/bin', { recursive: true });
    fs.writeFileSync(args.at(-1) + '/bin/python', args[args.indexOf('--python') + 1]);
  }
}
`;

// The stand-ins are scripts with a first line that says who runs them, which Windows does not know.
describe("the lab's Python environment", { skip: process.platform === 'win32' }, () => {
  let folder: string;
  let requirements: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lab-environment-'));
    await mkdir(path.join(folder, 'bin'));
    requirements = path.join(folder, 'requirements.txt');
    await writeFile(requirements, 'jupyterlab==1.0\n');
    await writeFile(path.join(folder, 'calls'), '');
  });
  afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  async function have(program: string, source: string): Promise<void> {
    await writeFile(path.join(folder, 'bin', program), source);
    await chmod(path.join(folder, 'bin', program), 0o755);
  }

  interface EnsureOptions {
    readonly pip?: 'fails' | 'hangs';
    readonly progress?: InstallProgress;
    readonly signal?: AbortSignal;
  }

  function ensure({ pip, ...options }: EnsureOptions = {}) {
    const env = {
      PATH: path.join(folder, 'bin'),
      CALLS: path.join(folder, 'calls'),
      ...(pip && { PIP: pip }),
    };
    return ensurePythonEnvironment({ requirements, cacheDir: path.join(folder, 'cache'), env, ...options });
  }

  async function calls(): Promise<string> {
    const text = await readFile(path.join(folder, 'calls'), 'utf8');
    return text.replaceAll(/\/\S+\.building-\d+/g, '<draft>').trimEnd();
  }

  function environments(): Promise<string[]> {
    return readdir(path.join(folder, 'cache', 'environments')).then((names) =>
      names.filter((name) => name !== 'package.json'),
    );
  }

  function refuses(code: LabErrorCode, message: RegExp, options?: EnsureOptions) {
    return assert.rejects(ensure(options), (error) => {
      assert.ok(error instanceof LabError);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      return true;
    });
  }

  const venvAndPip = 'python 3.11.7 -m venv <draft>\npython 3.11.7 -m pip install';

  it('is made with uv where it is there, for the Python of the PATH', async () => {
    await have('uv', uvSource);
    await have('python3', pythonSource('3.11.7', { hasVenv: false }));
    const { python } = await ensure();
    assert.equal(await calls(), 'uv venv --relocatable\nuv pip install');
    assert.equal(await readFile(python, 'utf8'), path.join(folder, 'bin', 'python3'));
  });

  it('is made with a Python that uv fetches where there is none', async () => {
    await have('uv', uvSource);
    const { python } = await ensure();
    assert.equal(await readFile(python, 'utf8'), '3.13');
  });

  it('is made with venv and pip where there is no uv', async () => {
    await have('python3', pythonSource('3.11.7'));
    const { python, dir } = await ensure();
    assert.equal(await calls(), venvAndPip);
    assert.equal(python, path.join(dir, 'bin', 'python'));
    assert.deepEqual(await environments(), [path.basename(dir)]);
  });

  it('is used again, and nothing is installed', async () => {
    await have('python3', pythonSource('3.11.7'));
    const first = await ensure();
    assert.deepEqual(await ensure(), first);
    assert.equal(await calls(), venvAndPip);
  });

  it('is another one for other requirements, and for another Python', async () => {
    await have('python3', pythonSource('3.11.7'));
    const { dir } = await ensure();
    await writeFile(requirements, 'jupyterlab==1.1\n');
    const other = await ensure();
    await have('python3', pythonSource('3.12.1'));
    const newer = await ensure();
    assert.equal(new Set([dir, other.dir, newer.dir]).size, 3);
    assert.match(newer.dir, /python-3\.12\.1-/);
  });

  it('is made anew when its Python has gone', async () => {
    await have('python3', pythonSource('3.11.7'));
    const { python } = await ensure();
    await rm(python);
    await ensure();
    assert.ok(existsSync(python));
    assert.equal(await calls(), `${venvAndPip}\n${venvAndPip}`);
  });

  it('tells what it does while it installs', async () => {
    await have('python3', pythonSource('3.11.7'));
    const told: string[] = [];
    await ensure({
      progress: {
        start: (what) => told.push(what),
        step: (line) => told.push(line),
        done: () => told.push('done'),
      },
    });
    assert.deepEqual(told, [
      'Installing requirements.txt with pip (Python 3.11.7)',
      'Collecting jupyterlab',
      'done',
    ]);
  });

  it('is never half installed: a failure leaves nothing, and says what pip said', async () => {
    await have('python3', pythonSource('3.11.7'));
    await refuses('InstallFailed', /pip install.*exit code 1.*\n.*No matching distribution/s, {
      pip: 'fails',
    });
    assert.deepEqual(await environments(), []);
    assert.ok(existsSync((await ensure()).python));
  });

  it('is given up on a signal, with pip ended', async () => {
    await have('python3', pythonSource('3.11.7'));
    const stop = new AbortController();
    const ending = ensure({ pip: 'hangs', signal: stop.signal });
    const refused = assert.rejects(ending, { code: 'Stopped' });
    while (!(await calls()).includes('pip')) await sleep(20);
    stop.abort();
    await refused;
    assert.deepEqual(await environments(), []);
  });

  it('clears away what a killed installation has left', async () => {
    await have('python3', pythonSource('3.11.7'));
    // No process has this number: Linux ends at 4194304, macOS at 99999.
    await mkdir(path.join(folder, 'cache', 'environments', 'python-3.11.7-0.building-99999999'), {
      recursive: true,
    });
    const { dir } = await ensure();
    assert.deepEqual(await environments(), [path.basename(dir)]);
  });

  it('passes over a Python that is too old, or has no venv, for another on the PATH', async () => {
    await have('python3', pythonSource('3.9.2'));
    await have('python3.11', pythonSource('3.11.0', { hasVenv: false }));
    await have('python3.10', pythonSource('3.10.4'));
    assert.match((await ensure()).dir, /python-3\.10\.4-/);
  });

  it('says in one sentence what to install where there is no Python', () =>
    refuses(
      'PythonMissing',
      /^JupyterLab needs Python 3\.10 or newer.*found none\. Install .*python\.org.*uv/,
    ));

  it('says so too where it is too old', async () => {
    await have('python3', pythonSource('3.9.2'));
    await refuses('PythonMissing', /found Python 3\.9\.2\. Install/);
  });

  it("names Debian's package where Python cannot make environments", async () => {
    await have('python3', pythonSource('3.11.2', { hasVenv: false }));
    await refuses('PythonMissing', /Python 3\.11\.2.*sudo apt install python3\.11-venv\), or uv/);
  });
});
