import { type Displayable, displayable } from './displayable';

/** What a lesson did, in numbers, for the reader and for whoever ran it headless. */
export interface LessonSummary {
  readonly lesson: string;
  /** Records that the lesson put into the stream. */
  readonly recordsIn: number;
  /** Records that it read from the stream or from where they were delivered. */
  readonly recordsOut: number;
}

/** The MIME type of the summary's machine-readable form. */
export const SUMMARY_MIME = 'application/vnd.aws-streaming-lessons.summary+json';

/**
 * The last line of a lesson's last cell but the clean-up.
 *
 * @example lessonSummary({ lesson: 'produtor', recordsIn: 501, recordsOut: 0 })
 */
export function lessonSummary(summary: LessonSummary): Displayable {
  const { lesson, recordsIn, recordsOut } = summary;
  const text = `Aula ${lesson}: ${recordsIn} registro(s) enviados, ${recordsOut} registro(s) lidos.`;
  return displayable(text, () => ({ [SUMMARY_MIME]: summary }));
}
