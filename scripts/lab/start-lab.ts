import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { loadConfig } from '@aws-streaming-lessons/shared/dist/config.js';
import { projectRoot } from '../lessons.ts';
import { type Language, prepareJupyterHome, welcomePage } from './jupyter-home.ts';
import { checkPortIsFree, type ServerEnd, startJupyterServer } from './jupyter-server.ts';
import { openLabAws } from './lab-aws.ts';
import { defaultCacheDir, ensurePythonEnvironment, type InstallProgress } from './python-environment.ts';

/** Options of {@link startLab}. */
export interface LabOptions {
  /** Port of 127.0.0.1; 0 for any free one. Default: 8888, or where that is taken the next free one. */
  readonly port?: number;
  /** The interface's language. Default: the one chosen in the lab's menu, else `pt-BR`. */
  readonly lang?: Language;
  /** What the browser has to bring. Default: a new random one. */
  readonly token?: string;
  /** Opens the user's browser. Default false. */
  readonly openBrowser?: boolean;
  /** The folder that the lab shows. Default: the lessons. */
  readonly rootDir?: string;
  /** Settings, workspaces and the log. Default `.cache/lab/home` of the project. */
  readonly homeDir?: string;
  /** Environment of the server, of its kernels and of local-aws (`LOCAL_AWS_HOME`). Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** More flags for JupyterLab, e.g. `--LabApp.expose_app_in_browser=True`. */
  readonly flags?: readonly string[];
  /** Told where JupyterLab has to be installed first. */
  readonly progress?: InstallProgress;
  /** Gives the start up. Once the lab is open, {@link Lab.stop} ends it. */
  readonly signal?: AbortSignal;
}

/** An open lab. */
export interface Lab {
  /** Opens it in a browser: its first page, with the token. */
  readonly url: string;
  /** E.g. `http://127.0.0.1:8888`. */
  readonly origin: string;
  readonly port: number;
  readonly token: string;
  /** Process id of the Jupyter server. */
  readonly pid: number;
  readonly logFile: string;
  /** Where the lessons' calls go, in words. */
  readonly aws: string;
  /** Resolves when JupyterLab has ended, by {@link stop} or otherwise; local-aws may still run then. */
  readonly ended: Promise<ServerEnd>;
  /** What JupyterLab has logged last. */
  logTail(lines: number): Promise<string>;
  /** Ends the kernels, JupyterLab, and local-aws if it was started for the lab. May be called twice. */
  stop(): Promise<void>;
  /** Ends JupyterLab at once, whatever it is doing. */
  kill(): void;
}

const firstPort = 8888;

/**
 * Opens JupyterLab on the lessons, with the project's kernel and local-aws, in processes that end with this one.
 * Installs JupyterLab into the project's cache folder where it is not there yet.
 *
 * @throws LabError, see {@link LabErrorCode}; LessonError where `.env` is faulty.
 * @example
 * const lab = await startLab({ port: 0, homeDir, flags: ['--LabApp.expose_app_in_browser=True'] });
 * await page.goto(`${lab.origin}/lab/tree/produtor.ipynb?token=${lab.token}&reset`);
 * await lab.stop();
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const {
    port,
    lang,
    token = randomBytes(24).toString('hex'),
    rootDir = path.join(projectRoot, 'notebooks'),
    homeDir = path.join(defaultCacheDir, 'home'),
    env = process.env,
    progress,
    signal,
  } = options;
  // What a person has to mend is said before anything is installed or started.
  loadConfig({ env });
  if (port) await checkPortIsFree(port);
  const { python } = await ensurePythonEnvironment({ env, progress, signal });
  const home = await prepareJupyterHome({ dir: homeDir, lang });
  const aws = await openLabAws(env);
  try {
    const server = await startJupyterServer({
      python,
      flags: serverFlags({ ...options, rootDir, env }),
      env: { ...withThisNode(env), ...home.env, JUPYTER_TOKEN: token },
      cwd: rootDir,
      logFile: home.logFile,
      signal,
    });
    const origin = `http://127.0.0.1:${server.port}`;
    let stopping: Promise<void> | undefined;
    return {
      url: `${origin}${server.path}?token=${token}`,
      origin,
      port: server.port,
      token,
      pid: server.pid,
      logFile: home.logFile,
      aws: aws.description,
      ended: server.ended,
      logTail: server.logTail,
      stop() {
        stopping ??= server.stop().then(() => aws.stop());
        return stopping;
      },
      kill: server.kill,
    };
  } catch (error) {
    await aws.stop();
    throw error;
  }
}

function serverFlags({
  port,
  openBrowser = false,
  rootDir,
  env,
  flags = [],
}: LabOptions & { readonly rootDir: string; readonly env: NodeJS.ProcessEnv }): string[] {
  const firstPage = existsSync(path.join(rootDir, welcomePage)) ? `/lab/tree/${welcomePage}` : '/lab';
  return [
    '--ServerApp.ip=127.0.0.1',
    `--ServerApp.port=${port ?? firstPort}`,
    `--ServerApp.port_retries=${port === undefined ? 50 : 0}`,
    `--ServerApp.root_dir=${rootDir}`,
    `--ServerApp.open_browser=${openBrowser ? 'True' : 'False'}`,
    `--ExtensionApp.open_browser=${openBrowser ? 'True' : 'False'}`,
    // A browser from a sandboxed package (snap, flatpak) may not read the file that Jupyter would redirect by.
    '--ServerApp.use_redirect_file=False',
    `--LabApp.default_url=${firstPage}`,
    '--KernelSpecManager.ensure_native_kernel=False',
    '--KernelSpecManager.allowed_kernelspecs=tslab',
    '--MultiKernelManager.default_kernel_name=tslab',
    '--LabApp.extension_manager=readonly',
    // Above 1 MB a second over three seconds, Jupyter's server drops what a cell prints (`_limit_rate` in
    // jupyter_server/services/kernels/connection/channels.py). Its limit of messages stays: the kernel keeps below it
    // on any server, and the tests in the browser hold it to that.
    '--ZMQChannelsWebsocketConnection.iopub_data_rate_limit=0',
    // In a container one is often root; what Jupyter guards against is a server that others reach.
    ...(process.getuid?.() === 0 ? ['--ServerApp.allow_root=True'] : []),
    ...codespaceFlags(env),
    ...flags,
  ];
}

/** A codespace's browser comes through a forwarded port, under a name that Jupyter has to know as its own. */
function codespaceFlags({
  CODESPACE_NAME: name,
  GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: domain,
}: NodeJS.ProcessEnv) {
  if (!name || !domain) return [];
  const escaped = `${name}-[0-9]+.${domain}`.replaceAll('.', '\\.');
  return [`--ServerApp.allow_origin_pat=^https://${escaped}$`];
}

/** Kernels start `node` from the PATH: it has to be the one that the project was installed with. */
function withThisNode(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // Windows calls it Path; two of them would be one too many.
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const folder = path.dirname(process.execPath);
  return { ...env, [name]: env[name] ? `${folder}${path.delimiter}${env[name]}` : folder };
}
