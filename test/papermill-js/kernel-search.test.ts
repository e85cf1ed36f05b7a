import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readEnvironment } from '../../scripts/papermill-js/src/environment.js';
import { KernelNotFoundError, KernelStartError } from '../../scripts/papermill-js/src/index.js';
import { findKernelSpec, type KernelSearch } from '../../scripts/papermill-js/src/kernel/find-spec.js';
import { jupyterDataDirs } from '../../scripts/papermill-js/src/kernel/jupyter-paths.js';
import { kernelCommand, readKernelSpec } from '../../scripts/papermill-js/src/kernel/kernel-spec.js';
import { temporaryFolder, writeKernelSpec } from './support/kernels.js';

/** A search that sees nothing of this machine but the folders of the test. */
function search(fields: Partial<KernelSearch>): KernelSearch {
  return {
    notebookKernel: undefined,
    kernelName: undefined,
    kernelDirs: [],
    startDirs: [],
    environment: readEnvironment({ JUPYTER_DATA_DIR: '/nowhere' }),
    ...fields,
  };
}

describe('Looking for a kernel', () => {
  it('takes a folder given with a kernel.json, whatever name the notebook asks for', async (t) => {
    const dir = await writeKernelSpec(temporaryFolder(t), 'own', {});
    const found = await findKernelSpec(search({ kernelDirs: [dir], notebookKernel: 'another' }));
    assert.equal(found.dir, dir);
  });

  it('takes the kernelspec of the wanted name from a folder of kernelspecs', async (t) => {
    const parent = temporaryFolder(t);
    await writeKernelSpec(parent, 'first', {});
    const second = await writeKernelSpec(parent, 'second', {});
    const found = await findKernelSpec(search({ kernelDirs: [parent], notebookKernel: 'second' }));
    assert.equal(found.dir, second);
  });

  it('refuses a given folder that is missing or has no kernelspec, whatever else is installed', async (t) => {
    const root = temporaryFolder(t);
    const installed = await writeKernelSpec(join(root, 'node_modules/k/share/jupyter/kernels'), 'wanted', {});
    const given = (dir: string) =>
      findKernelSpec(search({ kernelDirs: [dir], startDirs: [root], notebookKernel: 'wanted' }));
    await assert.rejects(given(join(root, 'mistyped')), (error: Error) => {
      assert.ok(error instanceof KernelNotFoundError);
      assert.match(error.message, /mistyped was given for kernels, and there is no such folder\./);
      return true;
    });
    await assert.rejects(given(root), /neither it nor a folder in it has a kernel\.json\./);
    assert.equal(
      (await findKernelSpec(search({ startDirs: [root], notebookKernel: 'wanted' }))).dir,
      installed,
    );
  });

  it('finds the kernelspecs that packages ship, upward from the notebook, scoped packages too', async (t) => {
    const root = temporaryFolder(t);
    const lesson = join(root, 'notebooks/deep');
    await mkdir(lesson, { recursive: true });
    const kernelsOf = (name: string): string => join(root, 'node_modules', name, 'share/jupyter/kernels');
    const plain = await writeKernelSpec(kernelsOf('plain-kernel'), 'plain', {});
    const scoped = await writeKernelSpec(kernelsOf('@scope/kernel'), 'scoped', {});
    const startDirs = [lesson];
    assert.equal((await findKernelSpec(search({ startDirs, notebookKernel: 'plain' }))).dir, plain);
    assert.equal((await findKernelSpec(search({ startDirs, notebookKernel: 'Scoped' }))).dir, scoped);
  });

  it('prefers the caller’s name to the notebook’s, and packages to Jupyter’s paths', async (t) => {
    const root = temporaryFolder(t);
    const packaged = await writeKernelSpec(join(root, 'node_modules/k/share/jupyter/kernels'), 'wanted', {});
    await writeKernelSpec(join(root, 'jupyter/kernels'), 'wanted', {});
    const installed = await writeKernelSpec(join(root, 'jupyter/kernels'), 'other', {});
    const environment = readEnvironment({ JUPYTER_PATH: join(root, 'jupyter') });
    const both = search({ startDirs: [root], environment, notebookKernel: 'wanted' });
    assert.equal((await findKernelSpec(both)).dir, packaged);
    assert.equal((await findKernelSpec({ ...both, kernelName: 'other' })).dir, installed);
  });

  it('that is not there says where it looked and what is there', async (t) => {
    const parent = temporaryFolder(t);
    const dir = await writeKernelSpec(parent, 'present', {});
    await assert.rejects(
      findKernelSpec(search({ kernelDirs: [parent], notebookKernel: 'absent' })),
      (error) => {
        assert.ok(error instanceof KernelNotFoundError);
        assert.deepEqual(
          [...error.installed].map(({ name }) => name),
          ['present'],
        );
        assert.ok(error.searched.includes(parent));
        for (const part of ["'absent'", dir, parent]) assert.ok(error.message.includes(part), part);
        return true;
      },
    );
  });

  it('without any name says that the notebook gives none', async () => {
    await assert.rejects(findKernelSpec(search({})), /names no kernel in metadata\.kernelspec\.name/);
  });

  it('refuses a broken kernel.json when it is the wanted one, and passes over it otherwise', async (t) => {
    const parent = temporaryFolder(t);
    await mkdir(join(parent, 'broken'));
    await writeFile(join(parent, 'broken/kernel.json'), '{"argv": []}');
    const good = await writeKernelSpec(parent, 'good', {});
    const found = await findKernelSpec(search({ kernelDirs: [parent], notebookKernel: 'good' }));
    assert.equal(found.dir, good);
    const broken = findKernelSpec(search({ kernelDirs: [parent], notebookKernel: 'broken' }));
    await assert.rejects(broken, (error) => error instanceof KernelStartError && /argv/.test(error.message));
  });
});

/** The other way a kernelspec may refer to a variable. */
function braced(name: string): string {
  return `$\{${name}}`;
}

describe('A kernelspec’s command', () => {
  it('has its placeholders filled in, and runs node as the node of this process', async (t) => {
    const dir = await writeKernelSpec(join(temporaryFolder(t), 'share/jupyter/kernels'), 'k', {
      argv: ['node', '{resource_dir}/x.js', '-f', '{connection_file}', '{prefix}', '{unknown}'],
      env: { EXTRA: `$ONE-${braced('ONE')}-${braced('NOT_SET')}` },
    });
    const spec = await readKernelSpec(dir);
    assert.ok(spec);
    const { command, args, env } = kernelCommand(spec, '/c.json', { ONE: '1', PATH: '/bin' });
    assert.equal(command, process.execPath);
    assert.deepEqual(args, [`${dir}/x.js`, '-f', '/c.json', join(dir, '../../../..'), '{unknown}']);
    assert.deepEqual(env, { ONE: '1', PATH: '/bin', EXTRA: `1-1-${braced('NOT_SET')}` });
  });
});

describe('Jupyter’s data folders', () => {
  it('are those of the platform, after JUPYTER_PATH', () => {
    const separator = process.platform === 'win32' ? ';' : ':';
    const environment = readEnvironment({ JUPYTER_PATH: ['one', 'two'].join(separator), APPDATA: 'roaming' });
    assert.deepEqual(jupyterDataDirs(environment, 'linux').slice(0, 3), [
      'one',
      'two',
      join(homedir(), '.local/share/jupyter'),
    ]);
    assert.ok(jupyterDataDirs(environment, 'darwin').includes(join(homedir(), 'Library/Jupyter')));
    assert.ok(jupyterDataDirs(environment, 'win32').includes(join('roaming', 'jupyter')));
  });
});
