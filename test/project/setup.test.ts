import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

const script = path.join(import.meta.dirname, '..', '..', 'scripts', 'setup.mjs');

/** A project of two workspaces, with an npm and a compiler that do what setup expects of them and note each call. */
describe('the set-up', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'setup-'));
    mkdirSync(path.join(root, 'scripts'));
    copyFileSync(script, path.join(root, 'scripts', 'setup.mjs'));
    write('package.json', JSON.stringify({ workspaces: ['a', 'b'] }));
    write('tsconfig.base.json', '{}');
    lock('1.0.0');
    for (const workspace of ['a', 'b']) {
      write(`${workspace}/package.json`, '{}');
      write(`${workspace}/tsconfig.json`, '{}');
      write(`${workspace}/src/index.ts`, '');
      write(`${workspace}/src/deep/old.ts`, '');
    }
    write('calls', '');
    write(
      'npm.js',
      `const fs = require('node:fs');
       fs.appendFileSync('calls', 'npm ' + process.argv[2] + '\\n');
       if (fs.existsSync('broken')) process.exit(7);
       fs.mkdirSync('node_modules/typescript/bin', { recursive: true });
       fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
       fs.writeFileSync('node_modules/typescript/bin/tsc', ${JSON.stringify(`
         const fs = require('node:fs');
         const built = process.argv.slice(3);
         fs.appendFileSync('calls', 'tsc ' + built.join(' ') + '\\n');
         for (const workspace of built) fs.mkdirSync(workspace + '/dist', { recursive: true });`)});`,
    );
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }

  function lock(version: string): void {
    const packages = {
      '': {},
      'node_modules/left': { version },
      'node_modules/other-platform': { version: '1.0.0', optional: true },
      'node_modules/a': { resolved: 'a', link: true },
    };
    write('package-lock.json', JSON.stringify({ packages }));
  }

  /** Runs it and returns what it called. */
  function setUp(expectedStatus = 0): { calls: string[]; stderr: string } {
    write('calls', '');
    const { status, stderr } = spawnSync(process.execPath, [path.join(root, 'scripts', 'setup.mjs')], {
      env: { ...process.env, npm_execpath: path.join(root, 'npm.js') },
      encoding: 'utf8',
    });
    assert.equal(status, expectedStatus, stderr);
    return { calls: readFileSync(path.join(root, 'calls'), 'utf8').split('\n').filter(Boolean), stderr };
  }

  /** A kernel whose snapshot is a file `snapshot`, and which notes when it is asked to build it. */
  function giveKernel(): void {
    write('notebooks/readme', '');
    write('scripts/tslab-kernel/package.json', '{ "type": "module" }');
    write(
      'scripts/tslab-kernel/dist/snapshot/locate.js',
      `import { existsSync } from 'node:fs';
       export const usesSnapshots = () => true;
       export const findSnapshot = () => (existsSync(new URL('../../../../snapshot', import.meta.url)) ? 'it' : undefined);`,
    );
    write(
      'scripts/tslab-kernel/bin/tslab-kernel.js',
      `import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
       appendFileSync('../calls', process.argv.slice(2).join(' ') + '\\n');
       if (existsSync('../no-snapshot')) { console.error('no room'); process.exit(1); }
       writeFileSync('../snapshot', '');`,
    );
  }

  /** Dates a file or folder after the last build. */
  function touch(file: string): void {
    const later = new Date(Date.now() + 5_000);
    utimesSync(path.join(root, file), later, later);
  }

  it('installs and builds everything in a fresh clone, and says what it does', () => {
    const { calls, stderr } = setUp();
    assert.deepEqual(calls, ['npm ci', 'tsc a b']);
    assert.match(
      stderr,
      /Installing the dependencies \(npm ci\): node_modules is missing[\s\S]*Building a, b/,
    );
  });

  it('does nothing, and says nothing, the second time', () => {
    setUp();
    assert.deepEqual(setUp(), { calls: [], stderr: '' });
  });

  it('builds the workspace whose source has changed, and no other', () => {
    setUp();
    touch('b/src/deep/old.ts');
    assert.deepEqual(setUp().calls, ['tsc b']);
  });

  it('sees that a source was deleted', () => {
    setUp();
    rmSync(path.join(root, 'a/src/deep/old.ts'));
    touch('a/src/deep');
    assert.deepEqual(setUp().calls, ['tsc a']);
  });

  it('installs again, and builds all, when the lockfile asks for another version', () => {
    setUp();
    lock('2.0.0');
    const { calls, stderr } = setUp();
    assert.deepEqual(calls, ['npm ci', 'tsc a b']);
    assert.match(stderr, /node_modules\/left is not the one in package-lock\.json/);
  });

  it('installs again after an installation that was cut short', () => {
    setUp();
    rmSync(path.join(root, 'node_modules/.package-lock.json'));
    assert.deepEqual(setUp().calls, ['npm ci', 'tsc a b']);
  });

  it("builds the start-up snapshot of the kernel's compiler where there is none", () => {
    giveKernel();
    const { calls, stderr } = setUp();
    assert.deepEqual(calls.slice(2), ['snapshot --import @aws-sdk/client-kinesis ../shared']);
    assert.match(stderr, /Building the start-up snapshot/);
    assert.deepEqual(setUp(), { calls: [], stderr: '' });
  });

  it('goes on without a snapshot that cannot be built, and says why', () => {
    giveKernel();
    write('no-snapshot', '');
    assert.match(setUp().stderr, /no room/);
  });

  it('ends with 1 and says which command failed', () => {
    write('broken', '');
    assert.match(setUp(1).stderr, /npm\.js ci .*failed\. Its output is above\./);
  });
});
