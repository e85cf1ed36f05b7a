import type { Socket } from 'node:net';

/** What a connection speaks, by its first bytes. */
export type WireProtocol = 'tls' | 'http1' | 'http2';

/** What a prior-knowledge HTTP/2 connection begins with; a method of HTTP/1.1 may share its first letter. */
const http2Preface = 'PRI';

/** The type of the record that a TLS connection begins with: a handshake. */
const tlsHandshake = 0x16;

/**
 * Looks at a connection's first bytes, and puts them back. One that sends nothing to be recognized by for
 * `patienceMs` milliseconds is cut.
 */
export function whenRecognized(
  socket: Socket,
  patienceMs: number,
  take: (protocol: WireProtocol) => void,
): void {
  let head = Buffer.alloc(0);
  let isRecognized = false;
  // A process that was busy or stopped for longer than that runs its timers before it reads what came meanwhile.
  const giveUp = () => setImmediate(() => isRecognized || socket.destroy());
  socket.setTimeout(patienceMs, giveUp);
  const look = () => {
    const chunk: Buffer | null = socket.read();
    if (chunk) head = Buffer.concat([head, chunk]);
    const protocol = protocolOf(head);
    if (!protocol) {
      socket.once('readable', look);
      return;
    }
    isRecognized = true;
    socket.setTimeout(0);
    socket.off('timeout', giveUp);
    socket.unshift(head);
    take(protocol);
  };
  socket.once('readable', look);
}

/** Undefined while it may still become either version of HTTP. */
function protocolOf(head: Buffer): WireProtocol | undefined {
  if (head[0] === tlsHandshake) return 'tls';
  const start = head.toString('latin1', 0, http2Preface.length);
  if (start === http2Preface) return 'http2';
  return http2Preface.startsWith(start) ? undefined : 'http1';
}
