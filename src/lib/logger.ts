import pino, { type Logger } from "pino";

export type { Logger };

/**
 * JSON lines on standard output, pretty on a terminal. A resident's text, name or account never belongs in a log:
 * log ids, numbers, counts and fixed words.
 */
export function createLogger(options: { level: string; pretty: boolean }): Logger {
  return pino({
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    ...(options.pretty ? { transport: { target: "pino-pretty" } } : {}),
  });
}
