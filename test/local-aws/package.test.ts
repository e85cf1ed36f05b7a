import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { projectRoot } from '../../scripts/lessons.js';
import { temporaryFolder } from './support/delivery-lab.js';

const inRoot = (...names: string[]) => path.join(projectRoot, ...names);

const program = `
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { type Clock, type LocalAwsOptions, LocalAwsError, ManualClock, noLimits, startLocalAws } from 'local-aws';
import { backgroundStatus, ensureBackground } from 'local-aws/background';

const clock: Clock = new ManualClock();
const options: LocalAwsOptions = { port: 0, clock, limits: { ...noLimits, shards: 4 }, durability: 'power' };
export async function use(): Promise<string> {
  await using aws = await startLocalAws(options);
  const kinesis = new KinesisClient({ endpoint: aws.endpoint, region: 'us-east-1' });
  kinesis.destroy();
  const found = (await backgroundStatus()) ?? (await ensureBackground({ endsWithCaller: true }));
  return found.pid > 0 ? await aws.certificate() : new LocalAwsError('PortInUse', 'taken').code;
}
`;

/** What the compiler says of the program, all declarations checked. */
async function compile(source: string): Promise<string> {
  const place = await temporaryFolder();
  await mkdir(path.join(place, 'node_modules'));
  // A junction needs no rights on Windows.
  for (const name of ['local-aws', '@aws-sdk', '@types'])
    await symlink(inRoot('node_modules', name), path.join(place, 'node_modules', name), 'junction');
  await writeFile(path.join(place, 'package.json'), '{ "type": "module" }');
  await writeFile(path.join(place, 'program.ts'), source);
  const compilerOptions = {
    ...{ target: 'ES2022', lib: ['ES2023', 'ESNext.Disposable'], types: ['node'] },
    ...{ module: 'NodeNext', moduleResolution: 'NodeNext', noEmit: true },
    ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
  };
  await writeFile(
    path.join(place, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['program.ts'] }),
  );
  return new Promise((resolve) => {
    const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc');
    execFile(process.execPath, [tsc, '-p', place], (_, said) => resolve(said));
  });
}

describe("local-aws' package", { concurrency: true }, () => {
  it('brings the command, the code, its types, the README and the licence, and no by-products', async () => {
    const shell = process.platform === 'win32';
    const args = ['pack', '--dry-run', '--json', '--workspace', 'local-aws'];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: projectRoot, shell });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const names = files.map((file) => file.path);
    const wanted = [
      'LICENSE',
      'README.md',
      'bin/local-aws.js',
      'dist/bundle/index.js',
      'dist/bundle/cli.js',
      'dist/bundle/serve.js',
      'dist/index.d.ts',
      'dist/background/index.d.ts',
    ];
    assert.deepEqual(
      wanted.filter((name) => !names.includes(name)),
      [],
    );
    const shipped = /^(LICENSE|README\.md|package\.json|bin\/local-aws\.js|dist\/.*\.(js|d\.ts))$/;
    assert.deepEqual(
      names.filter((name) => !shipped.test(name)),
      [],
    );
  });

  it('has types that compile in strict programs', async () => {
    assert.equal(await compile(program), '');
    const said = await compile(program.replace('port: 0', "port: '0'"));
    assert.match(said, /TS2322: Type 'string' is not assignable to type 'number'/);
  });
});
