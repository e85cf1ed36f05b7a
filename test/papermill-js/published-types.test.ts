import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './support/kernels.js';

const folder = temporaryFolder({ after });
const inRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const program = `
import { executeNotebook, Kernel, streamNotebook, type Engine, type IoHandler } from 'papermill-js';

const mem: IoHandler = { read: async () => '{}', write: async () => undefined };
const idle: Engine = {
  open: async () => ({ kernelName: undefined, language: undefined, run: async () => undefined }),
};
export async function use(signal: AbortSignal): Promise<number> {
  await using kernel = await Kernel.start({ name: 'tslab', signal });
  const { ok } = await kernel.execute('1', { signal });
  for await (const event of streamNotebook('a.ipynb', null, { kernel })) if (event.type === 'cell-end') break;
  const options = { engines: { idle }, engineName: 'idle', ioHandlers: { mem }, signal };
  const { cells } = await executeNotebook('mem://a', 'mem://b', options);
  return ok ? cells.length : 0;
}
`;

/** What the compiler says of the program, in a folder that knows the package and nothing else of this repository. */
async function compile(
  name: string,
  lib: readonly string[],
  types: readonly string[],
  source = program,
): Promise<string> {
  const place = join(folder, name);
  await mkdir(join(place, 'node_modules'), { recursive: true });
  // A junction needs no rights on Windows.
  await symlink(inRoot('scripts/papermill-js'), join(place, 'node_modules/papermill-js'), 'junction');
  await symlink(inRoot('node_modules/@types'), join(place, 'node_modules/@types'), 'junction');
  await writeFile(join(place, 'package.json'), '{ "type": "module" }');
  await writeFile(join(place, 'program.ts'), source);
  const compilerOptions = {
    ...{ target: 'ES2022', lib, module: 'NodeNext', moduleResolution: 'NodeNext', types },
    ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
  };
  await writeFile(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['program.ts'] }));
  return new Promise((resolve) => {
    execFile(process.execPath, [inRoot('node_modules/typescript/bin/tsc'), '-p', place], (_, said) =>
      resolve(said),
    );
  });
}

describe('The published types', { concurrency: true }, () => {
  it('compile in strict programs for Node, all declarations checked', async () => {
    assert.equal(await compile('node', ['ES2023'], ['node']), '');
  });

  it('need no types of Node where the library knows AbortSignal', async () => {
    assert.equal(await compile('dom', ['ES2023', 'DOM'], []), '');
  });

  it('are seen to be checked: a wrong use is refused', async () => {
    const wrong = program.replace("name: 'tslab'", 'name: 1');
    assert.notEqual(wrong, program);
    const said = await compile('wrong', ['ES2023'], ['node'], wrong);
    assert.match(said, /TS2322: Type 'number' is not assignable to type 'string'/);
  });
});
