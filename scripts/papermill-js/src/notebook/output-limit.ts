import type { StreamOutput } from './model.js';

/**
 * The most that a cell may put out, in bytes, and what it may where nobody says otherwise: of much longer text no
 * program that reads notebooks in JavaScript can make a string.
 */
export const mostOutputBytes = 256 * 1024 * 1024;

/** With a comma between thousands. Made where it is wanted: to load the language's data takes longer than all this module. */
function counted(value: number): string {
  return value.toLocaleString('en-US');
}

/** How much of what a cell puts out is kept. */
export class CellAllowance {
  /** The output that says that something was left out, and how much; undefined as long as nothing was. */
  notice: StreamOutput | undefined;
  private taken = 0;
  private leftOutBytes = 0;
  private leftOutMessages = 0;

  constructor(private readonly maxBytes: number) {}

  /** Whether there is room for so many bytes more; none any more once something was left out. */
  fits(bytes: number): boolean {
    return !this.notice && this.taken + bytes <= this.maxBytes;
  }

  /** Counts what was kept; a negative number is what was given up. */
  take(bytes: number): void {
    this.taken += bytes;
  }

  /** As much of a text as there is room for beside so many bytes that are not counted yet. */
  cut(text: string, uncounted: number): { readonly fits: string; readonly leftOutBytes: number } {
    const bytes = Buffer.byteLength(text);
    if (this.fits(uncounted + bytes)) return { fits: text, leftOutBytes: 0 };
    const room = this.notice ? 0 : Math.max(0, this.maxBytes - this.taken - uncounted);
    // A character that is cut in two would be read as a replacement character.
    const fits = Buffer.from(text)
      .subarray(0, room)
      .toString('utf8')
      .replace(/\uFFFD$/, '');
    return { fits, leftOutBytes: bytes - Buffer.byteLength(fits) };
  }

  /** Counts what was not kept; returns the notice, brought up to date. */
  leaveOut(bytes: number): StreamOutput {
    this.leftOutBytes += bytes;
    this.leftOutMessages++;
    const much = `${counted(this.leftOutBytes)} bytes in ${counted(this.leftOutMessages)} message${this.leftOutMessages === 1 ? '' : 's'}`;
    this.notice ??= { output_type: 'stream', name: 'stderr', text: '' };
    this.notice.text = `${leftOutText(this.maxBytes)}Left out: ${much}.\n`;
    return this.notice;
  }
}

/** What the notice says when it is first told. */
export function leftOutText(maxBytes: number): string {
  const most = counted(maxBytes);
  return `\n[papermill-js] The output of this cell is cut here: it may be ${most} bytes long (--max-output-bytes).\n`;
}
