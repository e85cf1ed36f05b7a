interface Message {
  readonly type: string;
  readonly content: {
    readonly [field: string]: unknown;
    readonly text?: unknown;
    readonly data?: unknown;
    readonly wait?: unknown;
  };
}

/** What a frontend shows below a cell when these messages have come, as one text. */
export function visibleText(messages: readonly Message[]): string {
  let visible = '';
  let clearsNext = false;
  for (const { type, content } of messages) {
    if (type === 'clear_output') {
      clearsNext = content.wait === true;
      if (!clearsNext) visible = '';
      continue;
    }
    const text = content.text ?? (content.data as Record<string, unknown> | undefined)?.['text/plain'];
    if (text === undefined || type === 'update_display_data') continue;
    visible = (clearsNext ? '' : visible) + String(text);
    clearsNext = false;
  }
  return visible;
}
