import { Reply, Router, type XPublisher } from 'zeromq';
import { messageOf, TslabKernelError } from '../errors.js';
import { addressOf, type Channel, type Connection } from './connection-file.js';

/** How long a closing socket may go on sending what is queued. */
const LINGER_MS = 250;

type KernelSocket = Router | XPublisher | Reply;

/**
 * Binds a socket of the kernel.
 *
 * No high-water mark and a send time-out of 0 together make each `send` complete at once and in order into
 * ZeroMQ's own queue, from where its I/O thread sends it even while a cell keeps this thread busy. With any
 * other time-out zeromq completes only 512 sends a turn and refuses the rest with EBUSY.
 *
 * @throws TslabKernelError ADDRESS_UNAVAILABLE
 */
export async function bindSocket<Socket extends KernelSocket>(
  socket: Socket,
  connection: Connection,
  channel: Channel,
): Promise<Socket> {
  const address = addressOf(connection, channel);
  socket.linger = LINGER_MS;
  socket.sendTimeout = 0;
  if (!(socket instanceof Reply)) socket.sendHighWaterMark = 0;
  if (socket instanceof Router) socket.receiveHighWaterMark = 0;
  try {
    await socket.bind(address);
  } catch (cause) {
    throw new TslabKernelError(
      'ADDRESS_UNAVAILABLE',
      `The ${channel} socket cannot listen on ${address} (${messageOf(cause)}). Another process holds the port, or the address is not of this machine; let the client write a new connection file.`,
      { cause },
    );
  }
  return socket;
}

/** Sends without waiting; a peer that is gone is no error, as the client may leave at any time. */
export function sendFrames(socket: Router | XPublisher, frames: (string | Uint8Array)[]): void {
  if (socket.closed) return;
  socket.send(frames).catch(() => {});
}

/** Hands each received message to `receive` until the socket is closed. */
export async function receiveFrames(
  socket: Router | XPublisher | Reply,
  receive: (frames: Buffer[]) => void,
): Promise<void> {
  for await (const frames of socket) receive(frames);
}
