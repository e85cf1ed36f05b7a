import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { serializeNotebook } from '../../scripts/papermill-js/src/notebook/write.js';
import { runCommand } from './support/cli.js';
import { temporaryFolder } from './support/kernels.js';
import { readValid, sketchNotebook } from './support/notebooks.js';

const folder = temporaryFolder({ after });
await writeFile(join(folder, 'in.ipynb'), serializeNotebook(sketchNotebook(['hello'])));
await writeFile(
  join(folder, 'shout.mjs'),
  `export const engines = {
    shout: {
      async open() {
        return {
          async run({ cells }) {
            for (const cell of cells) {
              cell.start();
              cell.addOutput({ output_type: 'stream', name: 'stdout', text: cell.cell.source.toUpperCase() });
              cell.end();
            }
          },
        };
      },
    },
  };`,
);
await mkdir(join(folder, 'node_modules/papermill-shelf'), { recursive: true });
await writeFile(
  join(folder, 'node_modules/papermill-shelf/index.mjs'),
  `import { readFile, writeFile } from 'node:fs/promises';
  const file = (path) => path.replace('shelf://box/', 'shelf-');
  export const ioHandlers = {
    shelf: {
      read: (path) => readFile(file(path), 'utf8'),
      write: (path, text) => writeFile(file(path), text),
      list: async () => ['shelf://box/a.ipynb'],
    },
  };`,
);
await writeFile(
  join(folder, 'node_modules/papermill-shelf/package.json'),
  '{ "name": "papermill-shelf", "version": "1.0.0", "exports": "./index.mjs" }',
);

describe('Plugins of the command', { concurrency: 2 }, () => {
  it('give it engines, chosen by --engine', async () => {
    const args = ['in.ipynb', 'out.ipynb', '--plugin', './shout.mjs', '--engine', 'shout'];
    const { exitCode, stderr } = await runCommand(args, folder);
    assert.equal(exitCode, 0, stderr);
    const { cells } = await readValid(join(folder, 'out.ipynb'));
    assert.deepEqual(cells[0]?.outputs?.[0]?.text, ['HELLO']);
  });

  it('give it places to read from, list and write to, also for several notebooks', async () => {
    const args = ['--plugin', 'papermill-shelf', '--plugin', './shout.mjs', '--engine', 'shout'];
    assert.equal((await runCommand(['in.ipynb', 'shelf://box/a.ipynb', ...args], folder)).exitCode, 0);
    const { exitCode, stderr } = await runCommand(
      ['run', 'shelf://box/', '-o', 'from-shelf', ...args],
      folder,
    );
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(await readdir(join(folder, 'from-shelf')), ['a.ipynb']);
  });

  it('are refused where they cannot be loaded or register nothing that can be used', async () => {
    await writeFile(join(folder, 'empty.mjs'), 'export const other = {};');
    await writeFile(join(folder, 'half.mjs'), 'export const ioHandlers = { x: { read() {} } };');
    const cases: [plugin: string, message: RegExp][] = [
      ['./missing.mjs', /The plugin \.\/missing\.mjs cannot be loaded: Cannot find module/],
      ['no-such-package', /The plugin no-such-package cannot be loaded/],
      ['./empty.mjs', /registers nothing\. Expected an export named engines or ioHandlers/],
      ['./half.mjs', /exports ioHandlers\.x without a function write\(\)/],
    ];
    for (const [plugin, message] of cases) {
      const { exitCode, stderr } = await runCommand(['in.ipynb', 'o.ipynb', '--plugin', plugin], folder);
      assert.equal(exitCode, 1);
      assert.match(stderr, message);
    }
  });
});
