import { randomUUID } from 'node:crypto';
import { messageOf, TslabKernelError } from '../errors.js';
import type { Signer } from './signature.js';

/** The version that the kernel speaks and writes into each header. */
export const PROTOCOL_VERSION = '5.3';

const DELIMITER = Buffer.from('<IDS|MSG>');

export type Content = Record<string, unknown>;

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** A message of the Jupyter protocol with the field names of the wire. */
export interface Message {
  /** ZeroMQ's routing prefix; a reply carries its request's. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  readonly parent_header: Header | Record<string, never>;
  readonly metadata: Content;
  readonly content: Content;
}

/**
 * Parses what a ROUTER socket received, and checks its signature before it parses any of it.
 *
 * @throws TslabKernelError MESSAGE_INVALID, SIGNATURE_INVALID
 */
export function parseMessage(frames: readonly Uint8Array[], signer: Signer): Message {
  const delimiter = frames.findIndex((frame) => DELIMITER.equals(frame));
  const parts = frames.slice(delimiter + 2, delimiter + 6);
  const [header, parent, metadata, content] = parts;
  if (delimiter < 0 || !header || !parent || !metadata || !content) {
    throw new TslabKernelError(
      'MESSAGE_INVALID',
      `Expected <IDS|MSG>, a signature and four parts, got ${frames.length} frames. Check that the client speaks Jupyter's protocol 5.`,
    );
  }
  if (!signer.verify(parts, Buffer.from(frames[delimiter + 1] ?? []).toString())) {
    throw new TslabKernelError(
      'SIGNATURE_INVALID',
      "A message was not signed with the connection file's key. Check that the client reads the same connection file.",
    );
  }
  try {
    return {
      identities: frames.slice(0, delimiter),
      header: parseJson(header),
      parent_header: parseJson(parent),
      metadata: parseJson(metadata),
      content: parseJson(content),
    };
  } catch (cause) {
    throw new TslabKernelError('MESSAGE_INVALID', `Expected JSON parts: ${messageOf(cause)}.`, { cause });
  }
}

function parseJson<Part>(part: Uint8Array): Part {
  return JSON.parse(Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('utf8')) as Part;
}

/** The frames of a message, signed. */
export function serializeMessage(message: Message, signer: Signer): (string | Uint8Array)[] {
  const { header, parent_header, metadata, content } = message;
  const parts = [header, parent_header, metadata, content].map((part) => JSON.stringify(part));
  return [...message.identities, DELIMITER, signer.sign(parts), ...parts];
}

/** Writes this kernel's messages: one session id for as long as the process lives. */
export class Composer {
  readonly session = randomUUID();

  /** An answer to `request`, on the socket that brought it. */
  reply(request: Message, content: Content): Message {
    const type = request.header.msg_type.replace(/_request$/, '_reply');
    return this.toSender(type, request, content);
  }

  /** A message to the client that sent `request`. */
  toSender(type: string, request: Message, content: Content): Message {
    return { ...this.broadcast(type, content, request), identities: request.identities };
  }

  /** A message to everyone who listens on iopub, caused by `parent` where there is one. */
  broadcast(type: string, content: Content, parent?: Message): Message {
    return {
      // The topic that ipykernel uses; every known client subscribes to all of them.
      identities: [Buffer.from(`kernel.${this.session}.${type}`)],
      header: {
        msg_id: randomUUID(),
        msg_type: type,
        session: this.session,
        username: parent?.header.username ?? 'kernel',
        date: new Date().toISOString(),
        version: PROTOCOL_VERSION,
      },
      parent_header: parent?.header ?? {},
      metadata: {},
      content,
    };
  }
}
