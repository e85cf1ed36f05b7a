import type { History } from '../history.js';
import type { InterruptFlags } from '../interrupt-flags.js';
import type { Content, Message } from '../protocol/message.js';
import type { Output } from '../runtime/output.js';
import type { Runtime } from '../runtime/runtime.js';

/** What handlers work with. */
export interface Kernel {
  readonly runtime: Runtime;
  readonly output: Output;
  readonly history: History;
  readonly flags: InterruptFlags;
  publish(type: string, content: Content, parent: Message): void;
  /** Ends the process once the present request is answered. */
  shutdown(): void;
}

/** Answers one type of request with the content of its reply, or with nothing where the protocol has none. */
export type Handler = (request: Message, kernel: Kernel) => Content | undefined | Promise<Content>;
