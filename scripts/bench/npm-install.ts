import { spawn } from 'node:child_process';
import { once } from 'node:events';

const flags = ['--ignore-scripts', '--no-save', '--no-package-lock', '--no-audit', '--no-fund'];

/**
 * Installs packages into `dir`, which must have a `package.json`, without running any script of theirs.
 *
 * @param packages as npm takes them, e.g. `deno@2.9.6`
 * @param env its `npm_execpath` is the npm that installs, else the one on its PATH
 * @returns what went wrong, if something did
 */
export async function npmInstall(
  dir: string,
  packages: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const args = ['install', ...flags, '--fetch-retries=0', '--loglevel=error', ...packages];
  const npm = env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const child = spawn(command, [...first, ...args], {
    cwd: dir,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  let wrote = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      wrote += text;
    });
  }
  const failure = await once(child, 'close').then(
    ([code]) => (code === 0 ? undefined : firstError(wrote)),
    (error: Error) => error.message,
  );
  return failure && `\`npm ${args.join(' ')}\` failed (${failure}); is there a connection?`;
}

function firstError(wrote: string): string {
  return (
    wrote
      .split('\n')
      .find((line) => line.trim())
      ?.trim() ?? 'it said nothing'
  );
}
