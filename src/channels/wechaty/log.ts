import type { Logger } from "../../lib/logger.ts";

interface Brolog {
  level(name: "warn"): unknown;
  timestamp(enable: boolean): void;
  enableLogging(print: (level: string, text?: string) => void): unknown;
}

/** Wechaty's own log may hold texts, names and tokens: of a warning only its origin is passed on, and each origin once. */
export function bridgeLog(log: unknown, logger: Logger): void {
  const seen = new Set<string>();
  const print = (_level: string, text = "") => {
    const origin = /^\S+ ([\w<>.-]{1,60})/.exec(text)?.[1] ?? "unknown";
    if (seen.has(origin)) return;
    seen.add(origin);
    logger.warn({ origin }, "wechaty warns (said once for each origin)");
  };
  const own = log as Brolog & { constructor: { instance(): Brolog } };
  for (const instance of [own, own.constructor.instance()]) {
    instance.level("warn");
    instance.timestamp(false);
    instance.enableLogging(print);
  }
}
