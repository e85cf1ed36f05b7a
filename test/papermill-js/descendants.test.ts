import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { CellTimeoutError, DeadKernelError, executeNotebook } from '../../scripts/papermill-js/src/index.js';
import { descendantsOf } from '../../scripts/papermill-js/src/kernel/descendants.js';
import { startCommand } from './support/cli.js';
import { scriptedKernel, temporaryFolder, tslabKernelDir } from './support/kernels.js';
import { codeCell, sketchNotebook, textOf } from './support/notebooks.js';
import { ended, failure, scriptedRuns } from './support/scripted-runs.js';

const folder = temporaryFolder({ after });
const run = scriptedRuns(folder);
const detach = 'k.print(String(k.detach()))';
// Elsewhere a process that has left its group is found by best effort only; see the last test.
const skip = process.platform !== 'linux';

describe('A process that left the kernel’s session', { skip, concurrency: true }, () => {
  it('ends with the notebook', async () => {
    const { notebook } = await run([detach]);
    await ended(Number(textOf(codeCell(notebook, 0))));
  });

  it('ends with a kernel that dies or is killed', async () => {
    const flags = ['--ignore-interrupt', '--ignore-shutdown'];
    const error = await failure(
      run([detach, 'await k.interrupted'], { flags, options: { executionTimeoutMs: 300 } }),
      CellTimeoutError,
    );
    await ended(Number(textOf(codeCell(error.executed.notebook, 1))));
  });

  it('ends with the command, however that is ended', async () => {
    const kernelDir = await scriptedKernel(join(folder, 'killed'));
    const input = join(folder, 'killed.ipynb');
    const file = JSON.stringify(join(folder, 'detached.pid'));
    const note = `(await import('node:fs')).writeFileSync(${file}, String(k.detach())); k.print('noted')`;
    await writeFile(input, JSON.stringify(sketchNotebook([`${note}; await new Promise(() => {})`])));
    const command = startCommand(
      [input, join(folder, 'killed-out.ipynb'), '--kernel-dir', kernelDir, '--log-output'],
      folder,
    );
    await command.untilStderr('noted');
    command.child.kill('SIGTERM');
    assert.equal((await command.ended).exitCode, 143);
    await ended(Number(await readFile(join(folder, 'detached.pid'), 'utf8')));
  });

  it('may first write what a dead kernel left to be written', async () => {
    const keeper = `const { spawn } = await import('node:child_process');
spawn('sh', ['-c', 'cat; sleep 0.05; echo out of memory >&2'], { detached: true, stdio: ['pipe', 'ignore', 'inherit'] });
await k.exit(9);`;
    const error = await failure(run([keeper]), DeadKernelError);
    assert.equal(error.exit.processOutput, 'out of memory\n');
  });

  it('outlives the kernel where it was started without the variable that says whose it is', async (t) => {
    const free = 'const { PAPERMILL_JS_KERNELS, ...env } = process.env; k.print(String(k.detach(env)))';
    const { notebook } = await run([free]);
    const pid = Number(textOf(codeCell(notebook, 0)));
    t.after(() => process.kill(pid, 'SIGKILL'));
    assert.ok(process.kill(pid, 0));
  });

  it('of a cell in this project’s TypeScript kernel ends too', async () => {
    const source = `import { spawn } from 'node:child_process';
const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
console.log(child.pid);`;
    const { notebook } = await executeNotebook(sketchNotebook([source], 'tslab'), null, {
      kernelDirs: [tslabKernelDir],
    });
    await ended(Number(textOf(codeCell(notebook, 0))));
  });
});

const noPs = spawnSync('ps', ['-A']).error && 'there is no `ps`, which macOS always has';

describe('Where processes are known by their parents', { skip: noPs }, () => {
  it('those that were noted are ended, and no others', async () => {
    const sleeping = (detached: boolean) =>
      `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], ${JSON.stringify({ detached, stdio: 'ignore' })})`;
    const script = `console.log(${sleeping(true)}.pid + ' ' + ${sleeping(false)}.pid); setInterval(() => {}, 1000)`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const noted = descendantsOf(parent.pid ?? 0, 'unused', 'darwin');
    await noted.note();
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await noted.end();
    for (const pid of String(line).trim().split(' ')) await ended(Number(pid));
    await descendantsOf(process.pid, 'unused', 'darwin').end();
  });
});
