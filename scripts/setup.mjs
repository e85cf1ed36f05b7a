/**
 * Installs and builds what is missing or out of date, and nothing else. Runs before `npm start`, `npm test` and
 * the other commands, so it is plain JavaScript that needs no package: on a fresh clone there is none yet.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const inRoot = (...parts) => path.join(root, ...parts);
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

const manifest = readJson(inRoot('package.json'));
const workspaces = manifest.workspaces;
const kernel = 'scripts/tslab-kernel';
/** What makes one file of the modules that a program loads as it starts. */
const bundles = {
  [kernel]: 'start/bundle.js',
  'scripts/papermill-js': 'cli/bundle.js',
  'scripts/local-aws': 'cli/bundle.js',
};

refuseOldNode();
const installed = installWhenStale();
buildWhenStale(installed);
await freezeWhenStale();

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(
    `This project needs Node.js 20.19 or newer, and this is ${process.version}. Install a current one from https://nodejs.org and run the command again.`,
  );
}

function installWhenStale() {
  const reason = whyInstall();
  if (!reason) return false;
  const startedAt = step(`Installing the dependencies (npm ci): ${reason}`);
  runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  done(startedAt);
  return true;
}

/**
 * npm writes what it installed to node_modules/.package-lock.json. Comparing that with the lockfile, instead of
 * their dates, holds after a `git checkout` and sees an `npm ci` that was cut short.
 */
function whyInstall() {
  const installedLock = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return 'node_modules is missing';
  const present = readJson(installedLock).packages;
  const wanted = Object.entries(readJson(inRoot('package-lock.json')).packages);
  const stale = wanted.find(
    ([where, { version, optional, link }]) =>
      where.includes('node_modules/') && !optional && !link && present[where]?.version !== version,
  );
  return stale ? `${stale[0]} is not the one in package-lock.json` : '';
}

function buildWhenStale(force) {
  const stale = workspaces.filter((workspace) => force || isStale(workspace));
  if (stale.length === 0) return;
  const startedAt = step(`Building ${stale.join(', ')}`);
  // By its path: tslab brings an older compiler that takes the name `tsc` in node_modules/.bin.
  run(process.execPath, [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '-b', ...stale]);
  for (const [workspace, bundle] of Object.entries(bundles)) {
    if (stale.includes(workspace)) run(process.execPath, [inRoot(workspace, 'dist', bundle)]);
  }
  for (const workspace of stale) writeFileSync(stampOf(workspace), '');
  done(startedAt);
}

/** The kernel's compiler, with the declarations that the lessons import: see scripts/tslab-kernel/src/snapshot. */
async function freezeWhenStale() {
  const locate = inRoot(kernel, 'dist', 'snapshot', 'locate.js');
  if (!existsSync(locate)) return;
  const { findSnapshot, usesSnapshots } = await import(pathToFileURL(locate).href);
  if (!usesSnapshots() || findSnapshot()) return;
  const startedAt = step("Building the start-up snapshot of the kernel's compiler");
  const imports = ['@aws-sdk/client-kinesis', '../shared'];
  const args = [inRoot(kernel, 'bin', 'tslab-kernel.js'), 'snapshot', '--import', ...imports];
  // Kernels also start without it: a second later, and they say nothing of it.
  const { status } = spawnSync(process.execPath, args, {
    cwd: inRoot('notebooks'),
    stdio: ['ignore', 'ignore', 2],
  });
  if (status === 0) done(startedAt);
}

function isStale(workspace) {
  const stamp = stampOf(workspace);
  if (!existsSync(stamp)) return true;
  const builtAt = statSync(stamp).mtimeMs;
  const sources = [
    'tsconfig.base.json',
    path.join(workspace, 'tsconfig.json'),
    path.join(workspace, 'package.json'),
  ];
  return [...sources.map((file) => inRoot(file)), ...walk(inRoot(workspace, 'src'))].some(
    (file) => statSync(file).mtimeMs > builtAt,
  );
}

function stampOf(workspace) {
  return inRoot(workspace, 'dist', '.built');
}

/** Files and folders both: a deleted file shows in its folder's date. */
function* walk(folder) {
  yield folder;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(full);
    else yield full;
  }
}

/** The npm that runs this script, wherever it is; without one, the npm on the PATH. */
function runNpm(args) {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('.js')) run(process.execPath, [npm, ...args]);
  else run('npm', args, { shell: process.platform === 'win32' });
}

function run(command, args, options = {}) {
  // Output goes to stderr, so that a command's own stdout can be piped.
  const { status, signal, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    ...options,
  });
  if (status === 0) return;
  if (signal) process.kill(process.pid, signal);
  fail(
    `\`${path.basename(command)} ${args.join(' ')}\` failed${error ? `: ${error.message}` : ''}. Its output is above.`,
  );
}

function step(text) {
  process.stderr.write(`${text} …\n`);
  return Date.now();
}

function done(startedAt) {
  process.stderr.write(`  done in ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
