import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";

const WITHIN_MS = 60_000;
const MOST = 10;

/**
 * Runs `load` and takes away the process-wide handlers it leaves behind: wechat4u swallows every uncaught exception
 * and prints it with the chat's texts.
 */
export async function withoutHandlers<T>(load: () => Promise<T>): Promise<T> {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = new Map(events.map((event) => [event, process.listeners(event as "uncaughtException")]));
  try {
    return await load();
  } finally {
    for (const event of events) {
      for (const listener of process.listeners(event as "uncaughtException")) {
        if (!before.get(event)?.includes(listener)) process.off(event, listener);
      }
    }
  }
}

/**
 * Puppets throw where nobody catches (wechat4u does so on a message without an id). One such fault is no reason to
 * drop the account's session; many in a minute are, and the service manager starts the gateway again.
 * @param giveUp ends the process
 * @returns takes the handler away
 */
export function surviveFaults(deps: {
  logger: Logger;
  clock: Clock;
  giveUp: () => void;
  source?: NodeJS.EventEmitter;
}): () => void {
  const { logger, clock, giveUp, source = process } = deps;
  let times: number[] = [];
  const onFault = (error: unknown) => {
    const now = clock.now().getTime();
    times = [...times.filter((at) => at > now - WITHIN_MS), now];
    // Without its message: that may hold what somebody wrote.
    const fault = error instanceof Error ? error.name : "unknown";
    logger.error({ fault, count: times.length }, "the puppet failed where nobody catches");
    if (times.length > MOST) giveUp();
  };
  source.on("uncaughtException", onFault);
  return () => source.off("uncaughtException", onFault);
}
