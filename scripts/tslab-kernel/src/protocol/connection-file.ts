import { readFileSync } from 'node:fs';
import { messageOf, TslabKernelError } from '../errors.js';

/** Where the five sockets listen and how messages are signed, as the client chose it. */
export interface Connection {
  readonly transport: 'tcp' | 'ipc';
  readonly ip: string;
  readonly key: string;
  readonly signatureScheme: string;
  readonly ports: Readonly<Record<Channel, number>>;
}

export type Channel = 'shell' | 'iopub' | 'stdin' | 'control' | 'hb';

const CHANNELS: readonly Channel[] = ['shell', 'iopub', 'stdin', 'control', 'hb'];

/**
 * Reads the file that a Jupyter client writes before it starts a kernel
 * (https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files).
 *
 * @throws TslabKernelError CONNECTION_FILE_UNREADABLE, CONNECTION_FILE_INVALID
 */
export function readConnectionFile(path: string): Connection {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TslabKernelError(
      'CONNECTION_FILE_UNREADABLE',
      `Expected a Jupyter connection file at ${path}, but it cannot be read (${messageOf(cause)}). Jupyter writes this file; start the kernel from a Jupyter client, or pass a file that exists.`,
      { cause },
    );
  }
  return parseConnection(text, path);
}

function parseConnection(text: string, path: string): Connection {
  const invalid = (what: string, cause?: unknown) =>
    new TslabKernelError(
      'CONNECTION_FILE_INVALID',
      `${path} is not a Jupyter connection file: ${what}. Let the Jupyter client write a new one.`,
      { cause },
    );
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw invalid(`expected JSON, and parsing says "${messageOf(cause)}"`, cause);
  }
  const { transport = 'tcp', ip = '127.0.0.1', key = '', signature_scheme = 'hmac-sha256' } = json ?? {};
  if (transport !== 'tcp' && transport !== 'ipc') {
    throw invalid(`expected transport "tcp" or "ipc", got ${JSON.stringify(transport)}`);
  }
  const port = (channel: Channel): number => {
    const value = json[`${channel}_port`];
    if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > 65_535) {
      throw invalid(`expected ${channel}_port to be a port from 1 to 65535, got ${JSON.stringify(value)}`);
    }
    return Number(value);
  };
  const ports = Object.fromEntries(CHANNELS.map((channel) => [channel, port(channel)]));
  return {
    transport,
    ip: String(ip),
    key: String(key),
    signatureScheme: String(signature_scheme),
    ports: ports as Record<Channel, number>,
  };
}

/** The ZeroMQ address of a channel, `tcp://127.0.0.1:5555` or `ipc:///path-5`. */
export function addressOf(connection: Connection, channel: Channel): string {
  const { transport, ip, ports } = connection;
  if (transport === 'ipc') return `ipc://${ip}-${ports[channel]}`;
  return `tcp://${ip.includes(':') ? `[${ip}]` : ip}:${ports[channel]}`;
}
