/** Python's names of log levels, from all to the gravest. */
export const logLevels = ['NOTSET', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;

export type LogLevel = (typeof logLevels)[number];

/** Whether a message of one level is told where another is the least. */
export function isTold(message: LogLevel, least: LogLevel): boolean {
  return logLevels.indexOf(message) >= logLevels.indexOf(least);
}

/** `text` is for people, `json` for programs: a line for each event. */
export const logFormats = ['text', 'json'] as const;

export type LogFormat = (typeof logFormats)[number];
