import pRetry from 'p-retry';
import { NotebookIoError } from '../errors/notebook-io-error.js';
import { rawGithubUrl } from './github.js';
import type { IoHandler, IoOptions } from './io-handler.js';
import { shownPath } from './path-scheme.js';

/** Options of {@link httpHandler}. */
export interface HttpOptions {
  /** For notebooks in private repositories on github.com. */
  readonly githubToken?: string | undefined;
  /** Milliseconds in which the server has to say something. Default 60,000. */
  readonly quietMs?: number;
  /** Milliseconds before the second attempt; four times as much before the third. Default 1000. */
  readonly retryMs?: number;
  /** Default the global one. */
  readonly fetch?: typeof fetch;
}

/**
 * Notebooks on web servers: read with GET, written with PUT. A server that is busy or out of reach is asked three times.
 * User and password in the URL are sent as basic authentication, and shown nowhere.
 */
export function httpHandler(options: HttpOptions = {}): IoHandler {
  const call = (path: string, init: RequestInit, { signal }: IoOptions): Promise<string> =>
    new HttpCall(path, init, options, signal).run();
  return {
    read: (path, io) => call(path, { headers: { accept: 'application/json, */*;q=0.5' } }, io),
    write: async (path, text, io) => {
      const headers = { 'content-type': 'application/json' };
      await call(path, { method: 'PUT', headers, body: text }, io);
    },
  };
}

/** An answer that asking again may change, or not. */
class Refusal extends Error {
  constructor(
    message: string,
    readonly mayPass: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

class HttpCall {
  private readonly url: URL;
  private readonly headers: Headers;

  constructor(
    private readonly path: string,
    private readonly init: RequestInit,
    private readonly options: HttpOptions,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.headers = new Headers(init.headers);
    this.url = parsed(path);
    const { username, password } = this.url;
    if (username !== '' || password !== '') {
      const pair = [username, password].map(decodeURIComponent).join(':');
      this.headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
      this.url.username = '';
      this.url.password = '';
    }
    const raw = init.method === undefined ? rawGithubUrl(this.url) : undefined;
    if (!raw) return;
    this.url = raw;
    if (options.githubToken) this.headers.set('authorization', `token ${options.githubToken}`);
  }

  /** The text of the answer. */
  async run(): Promise<string> {
    try {
      return await pRetry(() => this.once(), {
        retries: 2,
        minTimeout: this.options.retryMs ?? 1000,
        factor: 4,
        shouldRetry: ({ error }) => error instanceof Refusal && error.mayPass,
        ...(this.signal && { signal: this.signal }),
      });
    } catch (error) {
      this.signal?.throwIfAborted();
      throw this.failure(error);
    }
  }

  private async once(): Promise<string> {
    const { quietMs = 60_000 } = this.options;
    const quiet = new AbortController();
    const tooQuiet = (): void => quiet.abort(new Refusal(`it said nothing for ${quietMs / 1000} s`, true));
    const timer = setTimeout(tooQuiet, quietMs);
    try {
      const response = await this.ask(AbortSignal.any([quiet.signal, ...(this.signal ? [this.signal] : [])]));
      const chunks: Uint8Array[] = [];
      for await (const chunk of response.body ?? []) {
        timer.refresh();
        chunks.push(chunk);
      }
      if (!response.ok) throw refusalOf(response);
      return Buffer.concat(chunks).toString('utf8');
    } catch (error) {
      if (quiet.signal.aborted) throw quiet.signal.reason;
      throw error instanceof Refusal ? error : new Refusal(reasonOf(error), true, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  private ask(signal: AbortSignal): Promise<Response> {
    const { fetch: send = fetch } = this.options;
    return send(this.url, { ...this.init, headers: this.headers, signal });
  }

  private failure(cause: unknown): NotebookIoError {
    const shown = shownPath(this.path);
    const what = this.init.method === 'PUT' ? 'written' : 'read';
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new NotebookIoError(shown, `${shown} cannot be ${what}: ${reason}.`, { cause });
  }
}

function parsed(path: string): URL {
  if (URL.canParse(path)) return new URL(path);
  const shown = shownPath(path);
  throw new NotebookIoError(shown, `${shown} is no URL; expected one such as https://example.org/a.ipynb.`);
}

const advice: Readonly<Record<number, string>> = {
  401: '; it wants a user and a password (https://USER:PASSWORD@…)',
  403: '; these credentials may not do that',
  404: '; there is nothing at this address',
  405: '; this server takes no files',
  407: '; the proxy wants credentials',
};

function refusalOf({ status, statusText }: Response): Refusal {
  const mayPass = status === 408 || status === 429 || status >= 500;
  return new Refusal(
    `the server answered ${status} ${statusText}`.trimEnd() + (advice[status] ?? ''),
    mayPass,
  );
}

/** What lies beneath fetch's own "fetch failed". */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join(', ');
  return cause instanceof Error ? cause.message : String(cause);
}
