/**
 * `npm test`: every `*.test.ts` below test/ with node:test, whose own `--test` takes no glob pattern on Node 20.
 *
 * Left out are those in the browser, test/lab, for which `npm run test:lab` opens a lab, and those of other people's
 * clients, test/clients, which install and build what they need for minutes: `npm run test:clients`.
 *
 * `npm test -- test/shared` runs one part; flags go through to node, e.g.
 * `npm test -- --test-name-pattern="resumes"`.
 */
import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);
const flags = args.filter((arg) => arg.startsWith('-'));
const places = args.filter((arg) => !arg.startsWith('-'));

const apart = ['lab', 'clients'].map((part) => path.join(root, 'test', part) + path.sep);
const all = () =>
  testFiles(path.join(root, 'test')).filter((file) => !apart.some((folder) => file.startsWith(folder)));
const files = (places.length > 0 ? places.flatMap(testFiles) : all()).sort();
if (files.length === 0) {
  process.stderr.write(`No test file (*.test.ts) in: ${places.join(', ')}\n`);
  process.exit(1);
}

const child = spawn(
  process.execPath,
  [
    ...['--import', 'tsx', '--import', pathToFileURL(path.join(root, 'scripts', 'end-hung-test.ts')).href],
    ...['--test', '--test-reporter=spec', '--test-concurrency=2', ...flags, ...files],
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
);
child.on('exit', (code, signal) => {
  if (signal) process.kill(process.pid, signal);
  process.exitCode = code ?? 1;
});
// Ctrl-C reaches the test runner through the terminal; this process waits for its summary.
process.on('SIGINT', () => {});

function testFiles(place: string): string[] {
  const full = path.resolve(place);
  if (!statSync(full, { throwIfNoEntry: false })) {
    process.stderr.write(`No such file or folder: ${place}\n`);
    process.exit(1);
  }
  if (statSync(full).isFile()) return [full];
  return readdirSync(full, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join(full, name));
}
