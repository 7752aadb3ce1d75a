import pino, { type Logger, type LoggerOptions } from "pino";

export type { Logger };

/**
 * JSON lines on standard output, pretty on a terminal. A resident's text, name or account never belongs in a log:
 * log ids, numbers, counts and fixed words.
 */
export function createLogger(options: {
  level: string;
  pretty: boolean;
  /** Takes the lines instead of standard output. */
  write?: (line: string) => void;
}): Logger {
  const settings: LoggerOptions = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    ...(options.pretty ? { transport: { target: "pino-pretty" } } : {}),
  };
  return options.write ? pino(settings, { write: options.write }) : pino(settings);
}
