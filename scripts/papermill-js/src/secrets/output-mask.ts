import { masked, type SecretMask } from './secret-mask.js';

/** A kernel's message, as far as it is masked. */
interface Message {
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * Takes secrets out of what one cell puts out. A secret that comes in two pieces of a stream is one: what may be the
 * beginning of one is kept back until the next message of the cell, or its end.
 */
export class OutputMask<M extends Message> {
  private held: { readonly message: M; readonly text: string } | undefined;

  constructor(private readonly mask: SecretMask) {}

  /** The messages to take in place of this one. */
  next(message: M): readonly M[] {
    if (this.mask.isEmpty) return [message];
    const { content } = message;
    if (message.type !== 'stream' || typeof content.text !== 'string') {
      return [...this.end(), { ...message, content: this.mask.value(content) }];
    }
    const isSame = this.held?.message.content.name === content.name;
    const before = isSame ? [] : this.end();
    const text = `${isSame ? (this.held?.text ?? '') : ''}${content.text}`;
    const from = this.mask.openFrom(text);
    this.held = from < text.length ? { message, text: text.slice(from) } : undefined;
    return [...before, ...this.part(message, this.mask.text(text.slice(0, from)))];
  }

  /** What was kept back; to be called when the cell has ended. */
  end(): readonly M[] {
    const { held, mask } = this;
    this.held = undefined;
    if (!held) return [];
    return this.part(held.message, mask.isMostOfOne(held.text) ? masked : mask.text(held.text));
  }

  private part(message: M, text: string): M[] {
    return text === '' ? [] : [{ ...message, content: { ...message.content, text } }];
  }
}
