import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { isObject } from '../notebook/model.js';

/** The header of a Jupyter message (https://jupyter-client.readthedocs.io/en/stable/messaging.html). */
export interface MessageHeader {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** A Jupyter message without its routing identities; buffers are not used by any message a runner reads. */
export interface KernelMessage {
  readonly type: string;
  readonly id: string;
  /** The request this answers or belongs to; empty when the kernel says none. */
  readonly parentId: string;
  readonly content: Readonly<Record<string, unknown>>;
}

const delimiter = Buffer.from('<IDS|MSG>');
const protocolVersion = '5.3';

/** A request as it goes over the wire. */
export interface OutgoingMessage {
  readonly id: string;
  readonly frames: Buffer[];
}

/** Makes and signs a request. */
export function encodeRequest(
  type: string,
  content: Readonly<Record<string, unknown>>,
  session: string,
  key: string,
): OutgoingMessage {
  const header: MessageHeader = {
    msg_id: randomUUID(),
    msg_type: type,
    session,
    username: 'papermill-js',
    date: new Date().toISOString(),
    version: protocolVersion,
  };
  const parts = [header, {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
  return { id: header.msg_id, frames: [delimiter, Buffer.from(sign(parts, key)), ...parts] };
}

/**
 * Reads a message; undefined when it is malformed or not signed with the key. Such a message comes from
 * something else that took the port, and is as good as not sent.
 */
export function decodeMessage(frames: readonly Buffer[], key: string): KernelMessage | undefined {
  const start = frames.findIndex((frame) => frame.equals(delimiter));
  const signature = frames[start + 1];
  const parts = frames.slice(start + 2, start + 6);
  if (start < 0 || !signature || parts.length < 4 || !isSigned(parts, signature, key)) return undefined;
  const [header, parent, , content] = parts.map(parseObject);
  if (!header || !parent || !content) return undefined;
  if (typeof header.msg_type !== 'string') return undefined;
  return {
    type: header.msg_type,
    id: String(header.msg_id ?? ''),
    parentId: typeof parent.msg_id === 'string' ? parent.msg_id : '',
    content,
  };
}

function parseObject(frame: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(frame.toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function sign(parts: readonly Buffer[], key: string): string {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}

function isSigned(parts: readonly Buffer[], signature: Buffer, key: string): boolean {
  const expected = Buffer.from(sign(parts, key));
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}
