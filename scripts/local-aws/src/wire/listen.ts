import { once } from 'node:events';
import { createServer as createHttp1Server } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer, type Socket } from 'node:net';
import { LocalAwsError } from '../errors.js';
import type { HttpHandler, HttpRequest, HttpResponse } from './http.js';

export interface ListenOptions {
  /** Address to bind. */
  readonly host: string;
  /** TCP port, 0 for any free one. */
  readonly port: number;
  readonly onRequest: HttpHandler;
}

export interface Listener {
  /** The port that was bound. */
  readonly port: number;
  /** Takes no more requests, lets those that have arrived whole be answered, then cuts every connection. */
  close(): Promise<void>;
}

/** How long the answers under way may take once the listener closes: a client may have stopped reading. */
const closeGraceMs = 2000;

/** Large enough for a full PutRecords to arrive without waiting for window updates. */
const http2WindowBytes = 16 * 1024 * 1024;

/** A full GetRecords answer is queued whole, which is more than Node's default of 10 MB for a session. */
const http2Options = { settings: { initialWindowSize: http2WindowBytes }, maxSessionMemory: 100 };

/**
 * One cleartext port that speaks HTTP/1.1 and prior-knowledge HTTP/2, told apart by a connection's first bytes:
 * the SDK's Kinesis client opens HTTP/2 on an `http://` endpoint, its other clients HTTP/1.1.
 */
export async function listen({ host, port, onRequest }: ListenOptions): Promise<Listener> {
  const underWay = new Map<HttpRequest, Promise<unknown>>();
  const handle = (request: HttpRequest, response: HttpResponse) => {
    const acted = Promise.resolve(onRequest(request, response)).catch(() => request.destroy());
    const answered = Promise.all([acted, finished(response)]);
    underWay.set(request, answered);
    answered.finally(() => underWay.delete(request));
  };
  const http1 = createHttp1Server(handle);
  const http2 = createHttp2Server(http2Options, handle);
  http2.on('session', (session) => session.setLocalWindowSize(http2WindowBytes));
  http2.on('sessionError', () => {});

  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A connection that breaks off is the client's affair; each protocol listens for itself once it has the socket.
    socket.on('error', () => {});
    whenRecognized(socket, (isHttp2) => (isHttp2 ? http2 : http1).emit('connection', socket));
  });

  await bind(server, host, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const request of underWay.keys()) if (!request.complete) request.destroy();
      await Promise.race([Promise.allSettled(underWay.values()), elapsed(closeGraceMs)]);
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** What a prior-knowledge HTTP/2 connection begins with; a method of HTTP/1.1 may share its first letter. */
const http2Preface = 'PRI';

/** Looks at a connection's first bytes, and puts them back. */
function whenRecognized(socket: Socket, take: (isHttp2: boolean) => void): void {
  let head = Buffer.alloc(0);
  const look = () => {
    const chunk: Buffer | null = socket.read();
    if (chunk) head = Buffer.concat([head, chunk]);
    const start = head.toString('latin1', 0, http2Preface.length);
    if (start.length < http2Preface.length && http2Preface.startsWith(start)) {
      socket.once('readable', look);
      return;
    }
    socket.unshift(head);
    take(start === http2Preface);
  };
  socket.once('readable', look);
}

/** Real time, whatever clock the server runs on: this is about the network's patience. */
const elapsed = (ms: number) => once(AbortSignal.timeout(ms), 'abort');

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
