import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { BenchError } from '../../scripts/bench/bench-error.js';
import { denoVersion, ensureDeno } from '../../scripts/bench/kernel/ensure-deno.js';
import { KernelRun } from '../../scripts/bench/kernel/kernel-run.js';
import { ownKernel } from '../../scripts/bench/kernel/kernels.js';
import { measureKernels } from '../../scripts/bench/kernel/measure-kernels.js';
import { processTree } from '../../scripts/bench/kernel/process-tree.js';

describe('the benchmark of the kernels', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  it('says why there is no Deno when npm cannot install it, and leaves nothing behind', async () => {
    const cacheDir = path.join(folder, 'offline');
    const npm = path.join(folder, 'npm.js');
    await writeFile(npm, "console.error('npm error network request failed'); process.exit(1);\n");
    const env = { ...process.env, npm_execpath: npm };
    await assert.rejects(ensureDeno({ cacheDir, env }), (error) => {
      assert.ok(error instanceof BenchError);
      assert.equal(error.code, 'DenoMissing');
      assert.match(
        error.message,
        /^Deno 2\.\d+\.\d+ could not be installed: .*network request failed.*connection\?$/,
      );
      return true;
    });
    assert.deepEqual(await readdir(cacheDir), []);
  });

  it('takes the Deno that it has installed before, without npm', async () => {
    const cacheDir = path.join(folder, 'kept');
    const platform = `deno-${denoVersion}-${process.platform}-${process.arch}`;
    const scope = path.join(cacheDir, platform, 'node_modules', '@deno', 'any');
    const executable = path.join(scope, process.platform === 'win32' ? 'deno.exe' : 'deno');
    await mkdir(scope, { recursive: true });
    await writeFile(executable, '');
    await chmod(executable, 0o755);
    const env = { npm_execpath: path.join(folder, 'there-is-none.js') };
    assert.equal(await ensureDeno({ cacheDir, env }), executable);
  });

  it('measures the other kernels where Deno is missing', async () => {
    const lines: string[] = [];
    const { columns, rows } = await measureKernels({
      runs: 1,
      warmUps: 0,
      progress: (text) => lines.push(text),
      findDeno: () => Promise.reject(new BenchError('DenoMissing', 'no connection')),
    });
    assert.equal(columns[0], 'tslab-kernel');
    assert.deepEqual(columns.slice(-2), ['stock tslab', 'Deno']);
    assert.equal(rows.length, 6);
    for (const { measured, verdicts, unit } of rows) {
      assert.deepEqual(measured.Deno, { leftOut: 'no connection' });
      const own = measured['tslab-kernel'];
      if (unit === 'MB' && process.platform === 'win32') continue;
      assert.ok(own && 'values' in own && own.values.every((value) => value > 0), JSON.stringify(own));
      const ofDeno = verdicts.filter(({ limit }) => limit.includes('Deno'));
      for (const { met } of ofDeno) assert.equal(met, undefined);
    }
    assert.match(lines.at(-1) ?? '', /run 2 of 2/);
  });

  it('tells what a kernel wrote that cannot be measured', async () => {
    const { spec } = await ownKernel();
    const argv = ['node', '-e', "console.error('no such kernel'); process.exit(3)"];
    await assert.rejects(KernelRun.start({ ...spec, argv }), {
      code: 'KernelFailed',
      message:
        /^tslab ended \(3\) before it answered kernel_info_request\. Its process wrote: no such kernel$/,
    });
  });

  it('measures no cell that fails', async () => {
    const { spec } = await ownKernel();
    const run = await KernelRun.start(spec);
    try {
      await run.untilHeard();
      await assert.rejects(run.cell("throw new Error('not so')", '1'), {
        code: 'CellFailed',
        message: /not so/,
      });
      assert.ok((await run.cell('40 + 2', '42')) > 0);
    } finally {
      await run.stop();
    }
  });

  it('counts the memory of all that a process has started', {
    skip: process.platform === 'win32',
  }, async (t) => {
    const grandchild = "setInterval(() => {}, 1000); console.log('up')";
    const parent = startNode(
      `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: ['pipe', 'inherit', 'inherit'] }); setInterval(() => {}, 1000)`,
    );
    t.after(() => killTree(parent));
    await once(parent.stdout ?? assert.fail(), 'data');
    const tree = await processTree(parent.pid ?? assert.fail());
    assert.equal(tree?.processes.length, 2);
    for (const { memory, command } of tree?.processes ?? []) {
      assert.ok(memory > 1_000_000, `${memory}`);
      assert.match(command, /setInterval/);
    }
  });
});

function startNode(code: string): ChildProcess {
  return spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
}

/** It leads a group of its own, which what it has started belongs to. */
async function killTree(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  process.kill(-(child.pid ?? assert.fail()), 'SIGKILL');
  await ended;
}
