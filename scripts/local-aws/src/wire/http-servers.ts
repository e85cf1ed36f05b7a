import { createServer as createHttp1Server, type Server } from 'node:http';
import {
  constants,
  createServer as createHttp2Server,
  type Http2Server,
  Http2ServerRequest,
  type ServerHttp2Session,
} from 'node:http2';
import type { Duplex } from 'node:stream';
import type { HttpRequest, HttpResponse } from './http.js';
import type { WireLimits } from './limits.js';

type Handle = (request: HttpRequest, response: HttpResponse) => void;

/** Large enough for a full PutRecords to arrive without waiting for window updates. */
const http2WindowBytes = 16 * 1024 * 1024;

/** A full GetRecords answer is queued whole, which is more than Node's default of 10 MB for a session. */
const http2SessionMegabytes = 100;

/** Requests at once over one connection; AWS's own endpoints allow about as many. */
const maxConcurrentStreams = 256;

const headersCheckMs = 5000;

/** HTTP/1.1 for connections that come in by its `connection` event. Close it to end its timer. */
export function createHttp1(limits: WireLimits, handle: Handle): Server {
  const server = createHttp1Server(
    {
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.headersMs,
      // A large object may take its time; a body that stops arriving is cut off by `cutWhenStalled`.
      requestTimeout: 0,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: Math.min(headersCheckMs, limits.headersMs),
      // A request without a Host is refused as one with a foreign Host is.
      requireHostHeader: false,
    },
    handle,
  );
  server.on('clientError', answerMalformed);
  // Node watches over `headersTimeout` from the moment a server listens, which this one never does itself.
  server.emit('listening');
  return server;
}

/** HTTP/2 for connections that come in by its `connection` event. */
export function createHttp2(limits: WireLimits, handle: Handle): Http2Server {
  const server = createHttp2Server(
    {
      settings: {
        initialWindowSize: http2WindowBytes,
        maxConcurrentStreams,
        maxHeaderListSize: limits.maxHeaderBytes,
      },
      maxSessionMemory: http2SessionMegabytes,
    },
    handle,
  );
  server.on('session', (session) => {
    session.setLocalWindowSize(http2WindowBytes);
    closeWhenIdle(session, limits.idleMs);
  });
  server.on('sessionError', () => {});
  return server;
}

/** A session with requests under way is not idle, even if nothing has been sent for a while. */
function closeWhenIdle(session: ServerHttp2Session, idleMs: number): void {
  let open = 0;
  session.on('stream', (stream) => {
    open++;
    stream.once('close', () => open--);
  });
  session.setTimeout(idleMs, () => {
    // Unlike `close`, this also ends a session whose client has broken the protocol and does not go.
    if (open === 0) session.destroy();
  });
}

/**
 * Cuts a request off that has stopped in the middle, so that it does not occupy the server for ever. Returns what
 * ends the watch.
 */
export function cutWhenStalled(request: HttpRequest, stalledMs: number): () => void {
  const cut = () => {
    if (!request.complete) request.destroy();
  };
  if (request instanceof Http2ServerRequest) {
    const { stream } = request;
    stream.setTimeout(stalledMs, () => {
      if (!request.complete) stream.close(constants.NGHTTP2_CANCEL);
    });
    return () => {};
  }
  const { socket } = request;
  let seen = socket.bytesRead;
  const look = () => {
    if (request.complete) clearInterval(timer);
    else if (socket.bytesRead === seen) cut();
    seen = socket.bytesRead;
  };
  // As in `whenRecognized`: what came while the process was busy is read before it is missed.
  const timer = setInterval(() => setImmediate(look), stalledMs);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Reads what nobody asked for of a request that is answered, as Node does for HTTP/1.1: an HTTP/2 stream with unread
 * bytes stays open, and with it all that hangs on it.
 */
export function discardRest(request: HttpRequest, response: HttpResponse): void {
  if (!('stream' in response)) return;
  const { stream } = response;
  const discard = () => {
    request.unpipe();
    request.resume();
  };
  if (stream.writableFinished) discard();
  else stream.once('finish', discard);
}

/** What is no HTTP, or too much of it, gets AWS's common error for that; only then is the connection closed. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, message] = malformed(error.code);
  const body = JSON.stringify({ __type: code, message });
  const head = [
    `HTTP/1.1 ${status}`,
    'content-type: application/x-amz-json-1.1',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function malformed(code: string | undefined): [status: string, code: string, message: string] {
  if (code === 'HPE_HEADER_OVERFLOW')
    return [
      '431 Request Header Fields Too Large',
      'MalformedHttpRequestException',
      'The headers are too large.',
    ];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return ['408 Request Timeout', 'RequestTimeoutException', 'The request took too long to arrive.'];
  return ['400 Bad Request', 'MalformedHttpRequestException', 'The request is not HTTP.'];
}
