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
  /** Takes no more requests, lets those under way be answered, then cuts every connection. */
  close(): Promise<void>;
}

/**
 * One cleartext port that speaks HTTP/1.1 and prior-knowledge HTTP/2, told apart by a connection's first bytes:
 * the SDK's Kinesis client opens HTTP/2 on an `http://` endpoint, its other clients HTTP/1.1.
 */
export async function listen({ host, port, onRequest }: ListenOptions): Promise<Listener> {
  const underWay = new Set<Promise<void>>();
  const handle = (request: HttpRequest, response: HttpResponse) => {
    const answered = Promise.all([onRequest(request, response), finished(response)]).then(() => {});
    underWay.add(answered);
    answered.finally(() => underWay.delete(answered));
  };
  const http1 = createHttp1Server(handle);
  const http2 = createHttp2Server(handle);
  http2.on('sessionError', () => {});

  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A connection that breaks off is the client's affair; each protocol listens for itself once it has the socket.
    socket.on('error', () => {});
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (!first) return;
      socket.unshift(first);
      (startsAsHttp2(first) ? http2 : http1).emit('connection', socket);
    });
  });

  await bind(server, host, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.allSettled(underWay);
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const startsAsHttp2 = (bytes: Buffer) => bytes.toString('latin1', 0, 3) === 'PRI';

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
