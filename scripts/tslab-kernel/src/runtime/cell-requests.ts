import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import type { CellContexts } from './cell-context.js';

type Fetch = typeof globalThis.fetch;

/**
 * Ends the requests of an interrupted cell, and refuses those that what is left of it would send: `fetch`,
 * and the clients of `node:http`, `node:https` and `node:http2`, which the AWS SDK uses. What the cell sends
 * between the interrupt and its end, in a `finally` block, is let through, except by `fetch`, which heeds
 * the cell's signal.
 */
export function trackRequests(contexts: CellContexts): void {
  globalThis.fetch = trackFetch(contexts, globalThis.fetch);
  for (const client of [http, https]) {
    Object.assign(client, {
      request: trackClient(contexts, client.request),
      get: trackClient(contexts, client.get),
    });
  }
  const { connect } = http2;
  const trackedConnect = (...args: Parameters<typeof connect>): http2.ClientHttp2Session => {
    const session = connect(...args);
    const { request } = session;
    session.request = (...requestArgs) => endWithCell(contexts, () => request.apply(session, requestArgs));
    return session;
  };
  Object.assign(http2, { connect: trackedConnect });
  syncBuiltinESMExports();
}

interface Destroyable {
  destroy(error: Error): unknown;
  once(event: 'close', listener: () => void): unknown;
}

function endWithCell<Request extends Destroyable>(contexts: CellContexts, start: () => Request): Request {
  const cell = contexts.own;
  if (cell?.isRefused) contexts.refuse(cell);
  const request = start();
  const finish = cell?.track((reason) => request.destroy(reason));
  if (finish) request.once('close', finish);
  return request;
}

function trackClient(contexts: CellContexts, start: typeof http.request): object {
  const tracked = (...args: Parameters<typeof http.request>) => endWithCell(contexts, () => start(...args));
  Object.defineProperty(tracked, 'name', { value: start.name });
  return tracked;
}

function trackFetch(contexts: CellContexts, fetch: Fetch): Fetch {
  return async function trackedFetch(input, init) {
    const cell = contexts.own;
    if (!cell) return fetch(input, init);
    // Code that has been given up is not told anything any more: it could only try again.
    if (cell.isRefused) return new Promise(() => {});
    const own = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    const signal = own ? AbortSignal.any([own, cell.signal]) : cell.signal;
    return fetch(input, { ...init, signal });
  };
}
