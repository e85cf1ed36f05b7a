import type { HistoryEntry } from '../history.js';
import type { Content } from '../protocol/message.js';
import type { Handler } from './handler.js';

/** Histories are not kept from one kernel to the next: there is one session. */
const SESSION = 1;

/** https://jupyter-client.readthedocs.io/en/stable/messaging.html#history */
export const handleHistory: Handler = ({ content }, { history }) => {
  const entries = select(history.entries, content);
  const rows = entries.map(({ line, input, output }) => [
    SESSION,
    line,
    content.output === true ? [input, output ?? null] : input,
  ]);
  return { status: 'ok', history: rows };
};

function select(entries: readonly HistoryEntry[], content: Content): readonly HistoryEntry[] {
  if (content.hist_access_type === 'range') {
    const session = Number(content.session ?? 0);
    if (session !== 0 && session !== SESSION) return [];
    const start = Number(content.start ?? 1);
    const stop = Number(content.stop ?? Number.POSITIVE_INFINITY);
    return entries.filter(({ line }) => line >= start && line < stop);
  }
  if (content.hist_access_type === 'search') {
    const pattern = globToRegExp(String(content.pattern ?? '*'));
    const found = entries.filter(({ input }) => pattern.test(input));
    return last(content.unique === true ? newestOfEach(found) : found, content.n);
  }
  return last(entries, content.n);
}

function last(entries: readonly HistoryEntry[], n: unknown): readonly HistoryEntry[] {
  const count = Number(n ?? entries.length);
  return count > 0 ? entries.slice(-count) : [];
}

function newestOfEach(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return entries.filter(({ input }, index) => entries.findLastIndex((e) => e.input === input) === index);
}

/** `*` stands for any text and `?` for any character, as in the protocol. */
function globToRegExp(glob: string): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
