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
    serializers: { err: withoutWords },
    ...(options.pretty ? { transport: { target: "pino-pretty" } } : {}),
  };
  return options.write ? pino(settings, { write: options.write }) : pino(settings);
}

/** The type of an error and its stack. Its message, cause and fields are left out: they could hold a resident's words. */
function withoutWords(error: unknown): { type: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  const { code } = error as NodeJS.ErrnoException;
  return {
    type: error.name,
    ...(typeof code === "string" && /^[A-Z_]+$/.test(code) ? { code } : {}),
    ...(frames ? { stack: frames.join("\n") } : {}),
  };
}
