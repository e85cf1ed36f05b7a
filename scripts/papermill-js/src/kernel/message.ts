import { constants } from 'node:buffer';
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

/** A Jupyter message without its routing identities. */
export interface KernelMessage {
  readonly type: string;
  readonly id: string;
  /** The request this answers or belongs to; empty when the kernel says none. */
  readonly parentId: string;
  /** Empty where it is {@link isTooLarge}. */
  readonly content: Readonly<Record<string, unknown>>;
  /** Bytes of the content as it was sent. */
  readonly contentBytes: number;
  /** The content is longer than a string can be, and was left unread. */
  readonly isTooLarge: boolean;
  /** Binary data beside the content; widgets use it. */
  readonly buffers: readonly Buffer[];
}

const delimiter = '<IDS|MSG>';
const delimiterBytes = Buffer.from(delimiter);
const protocolVersion = '5.3';

/** A request as it goes over the wire. */
export interface OutgoingMessage {
  readonly id: string;
  /** Text: ØMQ copies that at once, where of bytes it keeps the whole block until they are sent. */
  readonly frames: string[];
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
  const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
  return { id: header.msg_id, frames: [delimiter, sign(parts, key), ...parts] };
}

/**
 * Reads a message; undefined when it is malformed or not signed with the key. Such a message comes from
 * something else that took the port, and is as good as not sent.
 *
 * @param maxContentBytes a longer content is left unread. Default: the longest string that V8 can hold.
 */
export function decodeMessage(
  frames: readonly Buffer[],
  key: string,
  maxContentBytes: number = constants.MAX_STRING_LENGTH,
): KernelMessage | undefined {
  const start = frames.findIndex((frame) => frame.equals(delimiterBytes));
  const [signature, ...parts] = frames.slice(start + 1, start + 6);
  const [headerFrame, parentFrame, , contentFrame] = parts;
  if (start < 0 || !signature || !headerFrame || !parentFrame || !contentFrame) return undefined;
  if (!isSigned(parts, signature, key)) return undefined;
  const isTooLarge = contentFrame.length > maxContentBytes;
  const header = parseObject(headerFrame);
  const parent = parseObject(parentFrame);
  const content = isTooLarge ? {} : parseObject(contentFrame);
  if (!header || !parent || !content || typeof header.msg_type !== 'string') return undefined;
  return {
    type: header.msg_type,
    id: String(header.msg_id ?? ''),
    parentId: typeof parent.msg_id === 'string' ? parent.msg_id : '',
    content,
    contentBytes: contentFrame.length,
    isTooLarge,
    buffers: frames.slice(start + 6),
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

function sign(parts: readonly (string | Buffer)[], key: string): string {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}

function isSigned(parts: readonly Buffer[], signature: Buffer, key: string): boolean {
  const expected = Buffer.from(sign(parts, key));
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}
