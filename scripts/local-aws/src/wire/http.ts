import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Writable } from 'node:stream';

/** A request over either protocol. Node gives both the same shape. */
export type HttpRequest = IncomingMessage | Http2ServerRequest;
export type HttpResponse = ServerResponse | Http2ServerResponse;
export type HttpHandler = (request: HttpRequest, response: HttpResponse) => void | Promise<void>;

/** An answer as data, written by {@link send}. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Pieces of unknown number are sent as they come, each as soon as the client takes it. */
  readonly body: Uint8Array | string | AsyncIterableIterator<Uint8Array>;
}

/** @returns when all has been handed over, or the client has gone: at once but for a body in pieces */
export async function send(response: HttpResponse, { status, headers, body }: HttpAnswer): Promise<void> {
  if (response.headersSent || response.writableEnded) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (typeof body === 'string' || body instanceof Uint8Array) {
    response.setHeader('content-length', Buffer.byteLength(body));
    response.end(body);
    return;
  }
  await sendPieces(response, body);
}

async function sendPieces(response: HttpResponse, pieces: AsyncIterableIterator<Uint8Array>): Promise<void> {
  const sink: Writable = response;
  let hasGone = isGone(response);
  let resume = () => {};
  sink.once('close', () => {
    hasGone = true;
    resume();
    void pieces.return?.();
  });
  sink.on('drain', () => resume());
  for await (const piece of pieces) {
    if (hasGone) return;
    if (sink.write(piece)) continue;
    await new Promise<void>((resolve) => {
      resume = resolve;
    });
  }
  sink.end();
}

/** HTTP/2's response does not tell of itself that its stream is closed. */
export const isGone = (response: HttpResponse): boolean =>
  'stream' in response ? response.stream.destroyed : response.destroyed;

/** `host` without its port, in lower case; HTTP/2 carries it as `:authority`. */
export function requestHostname(request: HttpRequest): string | undefined {
  const host = request.headers[':authority'] ?? request.headers.host;
  if (typeof host !== 'string') return undefined;
  return hostnameOf(host);
}

/** What nearly all requests are sent to. Told apart without a `URL`, which costs as much as reading a record. */
const usualHost = /^(localhost|127\.0\.0\.1)(?::[1-5]?\d{1,4})?$/;

/** The host of `host[:port]`, brackets of an IPv6 address removed. */
export function hostnameOf(host: string): string | undefined {
  const usual = usualHost.exec(host)?.[1];
  if (usual) return usual;
  try {
    return new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '').toLowerCase();
  } catch {
    return undefined;
  }
}

/** One value of a header that is sent once. */
export function header(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
