import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  CellExecutionError,
  DeadKernelError,
  type ExecutedNotebook,
  executeNotebook,
  executeNotebooks,
  type NotebookEvent,
  ParameterError,
  type RunResult,
  renderHtmlReport,
  serializeNotebook,
} from '../../scripts/papermill-js/src/index.js';
import { runCommand } from './support/cli.js';
import { scriptedKernel, temporaryFolder } from './support/kernels.js';
import { assertValid, type CellSketch, codeCell, sketchNotebook, textOf } from './support/notebooks.js';

const folder = temporaryFolder({ after });
const secret = `hunter2-"ção'&/x`;
// What is declared with let is assigned to in the injected cell: later cells of the scripted kernel see it.
const notebook = (cells: readonly CellSketch[]) =>
  sketchNotebook([{ source: "let token = ''; let pin = 0; let plain = ''", tags: ['parameters'] }, ...cells]);
const language = 'javascript';
/** A run of this notebook alone. */
function runOf(executed: ExecutedNotebook): RunResult {
  const startedAt = new Date();
  const { ok, durationMs, outputPath: output } = executed;
  const outcome = ok ? 'passed' : 'failed';
  const alone = {
    input: 'a',
    output,
    outcome,
    executed,
    error: undefined,
    attempts: 1,
    startedAt,
    durationMs,
  } as const;
  return { ok, notebooks: [alone], startedAt, durationMs };
}

describe('A secret parameter', () => {
  it('reaches the kernel, and shows in no event, output, file or report', async () => {
    const kernelDirs = [await scriptedKernel(folder)];
    const path = join(folder, 'masked.ipynb');
    const events: NotebookEvent[] = [];
    const executed = await executeNotebook(
      notebook([
        `k.print('is ' + token.slice(0, 5)); k.print(token.slice(5) + ' ok ' + (token.length === ${secret.length} && pin === 7))`,
        "k.display({ 'text/plain': token, 'application/json': { token, list: [token] }, 'text/html': '<b>' + token + '</b>' }, 'd')",
        "k.update({ 'text/plain': 'now ' + token }, 'd')",
        { source: "throw new Error('wrong: ' + token)", tags: ['raises-exception'] },
      ]),
      path,
      {
        kernelDirs,
        language,
        strictParameters: false,
        parameters: { token: secret, pin: 7, plain: 'shown' },
        secrets: ['token', 'pin', 'elsewhere'],
        onEvent: (event) => events.push(event),
      },
    );
    const injected = codeCell(executed.notebook, 1);
    assert.equal(injected.source, '// Parameters\ntoken = "***";\npin = "***";\nplain = "shown";');
    const file = await readFile(path, 'utf8');
    await assertValid(JSON.parse(file));
    assert.match(textOf(codeCell(executed.notebook, 2)), /^is \*\*\* ok true$/);
    const told = [
      file,
      JSON.stringify(events),
      JSON.stringify(executed),
      await renderHtmlReport(runOf(executed)),
    ];
    for (const text of told) assert.doesNotMatch(text, /hunter2|ção/);
    assert.deepEqual(JSON.parse(file).metadata.papermill.parameters, {
      token: '***',
      pin: '***',
      plain: 'shown',
    });
    assert.ok(
      events.some(
        (event) => event.type === 'warning' && /'pin' has fewer than 4 characters/.test(event.message),
      ),
    );
  });

  it('does not show in errors, nor in what the dying kernel said', async () => {
    const kernelDirs = [await scriptedKernel(folder)];
    const options = {
      kernelDirs,
      language,
      parameters: { token: secret },
      secrets: ['token'],
      strictParameters: false,
    };
    const failed = await executeNotebook(notebook(['throw new TypeError(token)']), null, options).catch(
      (error: unknown) => error,
    );
    assert.ok(failed instanceof CellExecutionError);
    assert.deepEqual([failed.evalue, failed.traceback], ['***', ['TypeError: ***']]);
    assert.doesNotMatch(`${failed.message} ${failed.stack} ${JSON.stringify(failed.executed)}`, /hunter2/);
    const died = await executeNotebook(
      notebook(['process.stderr.write(token + " is wrong"); await k.exit(3)']),
      null,
      options,
    ).catch((error: unknown) => error);
    assert.ok(died instanceof DeadKernelError);
    assert.match(died.exit.processOutput, /^\*\*\* is wrong/);
    assert.doesNotMatch(`${died.message} ${died.stack}`, /hunter2/);
  });

  it('is not told where it does not fit its declaration', async () => {
    const cells = [{ source: 'const token: number = 0; const pin: string = ""', tags: ['parameters'] }];
    const sketch = sketchNotebook(cells, 'scripted');
    const kernelDirs = [await scriptedKernel(folder)];
    const error = await executeNotebook(sketch, null, {
      kernelDirs,
      language: 'typescript',
      parameters: { token: 'no-number', pin: 12 },
      secrets: ['token', 'pin'],
    }).catch((cause: unknown) => cause);
    assert.ok(error instanceof ParameterError);
    assert.match(error.message, /'token' is declared as number, and the string \*\*\* was given/);
    assert.doesNotMatch(error.message, /no-number|12/);
  });

  it('is not in the name of a file, nor told of an address', async () => {
    const kernelDirs = [await scriptedKernel(folder)];
    const asked: string[] = [];
    const mem = {
      read: async () => '',
      write: async (path: string) => void asked.push(path),
    };
    const options = {
      kernelDirs,
      language,
      parameters: { token: 'abcdef' },
      secrets: ['token'],
      strictParameters: false,
    };
    const dir = join(folder, 'paths');
    if (process.platform !== 'win32') {
      const { outputPath } = await executeNotebook(notebook(['1']), join(dir, '{token}.ipynb'), options);
      assert.equal(outputPath, join(dir, '***.ipynb'));
      assert.deepEqual(await readdir(dir), ['***.ipynb']);
    }
    const { outputPath } = await executeNotebook(notebook(['1']), 'mem://u:{token}@h/{token}', {
      ...options,
      ioHandlers: { mem },
    });
    assert.equal(outputPath, 'mem://***@h/***');
    assert.deepEqual(new Set(asked), new Set(['mem://u:abcdef@h/abcdef']));
  });

  it('is not in the paths of notebooks that do not declare it either', async () => {
    const kernelDirs = [await scriptedKernel(folder)];
    const written: string[] = [];
    const mem = { read: async () => '', write: async (path: string) => void written.push(path) };
    const declaring = notebook([{ source: "let token = ''", tags: ['parameters'] }]);
    const run = await executeNotebooks(
      [
        { input: declaring, output: 'mem://x/{token}/1' },
        { input: notebook([{ source: 'let n = 1', tags: ['parameters'] }]), output: 'mem://x/{token}/2' },
      ],
      { kernelDirs, language, parameters: { token: 'abcdef' }, secrets: ['token'], ioHandlers: { mem } },
    );
    assert.ok(run.ok, String(run.notebooks[0]?.error ?? run.notebooks[1]?.error));
    assert.deepEqual(
      run.notebooks.map(({ output }) => output),
      ['mem://x/***/1', 'mem://x/***/2'],
    );
    assert.deepEqual([...new Set(written)], ['mem://x/abcdef/1', 'mem://x/abcdef/2']);
  });

  it('that an earlier execution has masked is asked for again', async () => {
    const kernelDirs = [await scriptedKernel(folder)];
    const warnings: string[] = [];
    const options = {
      kernelDirs,
      language,
      strictParameters: false,
      onEvent: (event: NotebookEvent) => void (event.type === 'warning' && warnings.push(event.message)),
    };
    const first = await executeNotebook(notebook([]), null, {
      ...options,
      parameters: { token: 'abcdef' },
      secrets: ['token'],
    });
    warnings.length = 0;
    await executeNotebook(first.notebook, null, options);
    assert.match(warnings.join(), /'token': secret in the execution that wrote this notebook.*Give it again/);
  });

  it('is masked in the other notebooks of a run too', async () => {
    const kernelDirs = [await scriptedKernel(folder)];
    const declares = sketchNotebook([{ source: 'let token = ""', tags: ['parameters'] }]);
    const prints = sketchNotebook([
      { source: 'let other = ""', tags: ['parameters'] },
      "k.print('abc' + 'def')",
    ]);
    const run = await executeNotebooks([{ input: declares }, { input: prints }], {
      kernelDirs,
      language,
      parameters: { token: 'abcdef' },
      secrets: ['token'],
    });
    const second = run.notebooks[1]?.executed?.notebook;
    assert.ok(second);
    assert.equal(textOf(codeCell(second, 1)), '***');
  });
});

describe('papermill-js --secret', () => {
  const lesson = async (name: string): Promise<string> => {
    const dir = join(folder, name);
    await mkdir(dir);
    await scriptedKernel(dir);
    const cells = [{ source: 'let token = ""', tags: ['parameters'] }, "k.print('token ' + token)"];
    await writeFile(join(dir, 'in.ipynb'), serializeNotebook(sketchNotebook(cells)));
    return dir;
  };
  const flags = ['in.ipynb', 'out.ipynb', '--kernel-dir', 'scripted', '-l', language, '--secret', 'token'];

  it('masks what is given as a parameter, in logs and files too', async () => {
    const dir = await lesson('given');
    const more = ['-p', 'token', 'abcdef', '--log-output', '--stdout-file', 'so', '--report', 'html=r.html'];
    const { exitCode, stderr } = await runCommand([...flags, ...more], dir);
    assert.equal(exitCode, 0, stderr);
    assert.equal(await readFile(join(dir, 'so'), 'utf8'), 'token ***');
    for (const text of [
      stderr,
      await readFile(join(dir, 'r.html'), 'utf8'),
      await readFile(join(dir, 'out.ipynb'), 'utf8'),
    ]) {
      assert.match(text, /token \*\*\*/);
      assert.doesNotMatch(text, /abcdef/);
    }
  });

  it('takes it from the environment where it is not given, and says where it looked', async () => {
    const dir = await lesson('environment');
    const out = async (variables: Record<string, string>): Promise<string> => {
      const { exitCode, stderr } = await runCommand([...flags, '--log-output'], dir, undefined, variables);
      return `${exitCode} ${stderr}`;
    };
    assert.match(await out({ PAPERMILL_SECRET_TOKEN: 'abcdef', token: 'nothing' }), /^0 [\s\S]*token \*\*\*/);
    assert.match(await out({ token: 'abcdef' }), /^0 [\s\S]*token \*\*\*/);
    assert.match(await out({}), /^1 [\s\S]*'token' was not given: .* PAPERMILL_SECRET_TOKEN or token\./);
  });

  it('has a companion for what notebooks read from the environment by themselves', async () => {
    const dir = await lesson('variables');
    const cells = ["k.print('key ' + process.env.API_KEY)"];
    await writeFile(join(dir, 'in.ipynb'), serializeNotebook(sketchNotebook(cells)));
    const args = [
      'in.ipynb',
      'out.ipynb',
      '--kernel-dir',
      'scripted',
      '--log-output',
      '--mask-env',
      'API_KEY',
    ];
    const { stderr } = await runCommand(args, dir, undefined, { API_KEY: 'abcdef' });
    assert.match(stderr, /key \*\*\*/);
    const unset = await runCommand([...args, '--mask-env', 'NO_SUCH_KEY'], dir, undefined, {
      API_KEY: 'abcdef',
    });
    assert.equal(unset.exitCode, 1);
    assert.match(unset.stderr, /The environment variable NO_SUCH_KEY, which is to be masked, is not set\./);
  });
});
