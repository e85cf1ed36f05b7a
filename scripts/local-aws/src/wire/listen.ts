import { createServer, type Socket } from 'node:net';
import { setTimeout as elapsed } from 'node:timers/promises';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { LocalAwsError } from '../errors.js';
import type { KeyPair } from './certificate.js';
import type { HttpHandler, HttpRequest, HttpResponse } from './http.js';
import { createHttp1, createHttp2, cutWhenStalled, discardRest } from './http-servers.js';
import { defaultLimits, type WireLimits } from './limits.js';
import { whenRecognized } from './recognize.js';
import type { TlsIdentity } from './tls-identity.js';

export interface ListenOptions {
  /** Address to bind. */
  readonly host: string;
  /** TCP port, 0 for any free one. */
  readonly port: number;
  readonly onRequest: HttpHandler;
  /** Without it, a TLS connection is cut. */
  readonly identity?: TlsIdentity;
  readonly limits?: WireLimits;
}

export interface Listener {
  /** The port that was bound. */
  readonly port: number;
  /** Takes no more requests, lets those that have arrived whole be answered, then cuts every connection. */
  close(): Promise<void>;
}

/** How long the answers under way may take once the listener closes: a client may have stopped reading. */
const closeGraceMs = 2000;

/**
 * One port that speaks HTTP/1.1 and HTTP/2, with and without TLS, told apart by a connection's first bytes: the SDK's
 * Kinesis client opens HTTP/2 on an `http://` endpoint, its other clients HTTP/1.1; the KPL and the Kinesis agent
 * know TLS only.
 */
export async function listen({
  host,
  port,
  onRequest,
  identity,
  limits = defaultLimits,
}: ListenOptions): Promise<Listener> {
  const underWay = new Map<HttpRequest, Promise<unknown>>();
  const handle = (request: HttpRequest, response: HttpResponse) => {
    const release = cutWhenStalled(request, limits.stalledMs);
    const acted = Promise.resolve(onRequest(request, response)).catch(() => request.destroy());
    const answered = Promise.all([acted, finished(response)]);
    underWay.set(request, answered);
    acted.finally(() => discardRest(request, response));
    answered.finally(() => {
      release();
      underWay.delete(request);
    });
  };
  const http1 = createHttp1(limits, handle);
  const http2 = createHttp2(limits, handle);
  const tls = createTls(identity, limits, (socket, isHttp2) =>
    (isHttp2 ? http2 : http1).emit('connection', socket),
  );

  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A connection that breaks off is the client's affair; each protocol listens for itself once it has the socket.
    socket.on('error', () => {});
    whenRecognized(socket, limits.handshakeMs, (protocol) => {
      if (protocol === 'tls') tls(socket);
      else (protocol === 'http2' ? http2 : http1).emit('connection', socket);
    });
  });
  server.maxConnections = limits.maxConnections;

  await bind(server, host, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      http1.close();
      for (const request of underWay.keys()) if (!request.complete) request.destroy();
      const patience = new AbortController();
      // Real time, whatever clock the server runs on. It keeps the process alive, whose last work this may be.
      const grace = elapsed(closeGraceMs, undefined, { signal: patience.signal });
      await Promise.race([Promise.allSettled(underWay.values()), grace]);
      patience.abort();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Takes connections that begin with a TLS handshake, and passes them on as soon as they are agreed. */
function createTls(
  identity: TlsIdentity | undefined,
  { handshakeMs }: WireLimits,
  onSecure: (socket: Socket, isHttp2: boolean) => void,
): (socket: Socket) => void {
  if (!identity) return (socket) => socket.destroy();
  let current: { readonly pair: KeyPair; readonly server: TlsServer } | undefined;
  const serverFor = (pair: KeyPair) => {
    const options = { ...pair, ALPNProtocols: ['h2', 'http/1.1'], handshakeTimeout: handshakeMs };
    const server = createTlsServer(options, (secure) => onSecure(secure, secure.alpnProtocol === 'h2'));
    return server.on('secureConnection', (secure) => secure.on('error', () => {}));
  };
  return async (socket) => {
    try {
      const pair = await identity.pair();
      if (current?.pair !== pair) current = { pair, server: serverFor(pair) };
      current.server.emit('connection', socket);
    } catch {
      socket.destroy();
    }
  };
}

const finished = (response: HttpResponse) =>
  new Promise<void>((resolve) => {
    response.once('finish', resolve);
    response.once('close', resolve);
  });

function bind(server: ReturnType<typeof createServer>, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(host, port, cause)));
    server.listen({ host, port }, resolve);
  });
}

function listenError(host: string, port: number, cause: NodeJS.ErrnoException): LocalAwsError {
  if (cause.code === 'EADDRINUSE')
    return new LocalAwsError(
      'PortInUse',
      `Port ${port} on ${host} is taken by another program. Stop it, or choose another port (0 takes any free one).`,
      { cause },
    );
  return new LocalAwsError('CannotListen', `Cannot listen on ${host}, port ${port}: ${cause.message}`, {
    cause,
  });
}
