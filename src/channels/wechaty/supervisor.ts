import type { Clock } from "../../lib/clock.ts";
import { pause, within } from "./waiting.ts";

/** One generation of a connection. */
export interface Session {
  /** Connects and proves by one probe that the peer answers; may hang, and is then given up. */
  start(): Promise<void>;
  /** Resolves with the fault once the connection is gone. */
  readonly lost: Promise<string>;
  /** Whether the peer answers; resolves in a few seconds. */
  probe(): Promise<boolean>;
  /** Lets go of everything, without the peer's help. */
  close(): Promise<void>;
  /** The fixed word for admins behind a failed `start`. */
  faultOf(error: unknown): string;
}

const OPEN_LIMIT_MS = 8_000;
const CLOSE_LIMIT_MS = 8_000;
const PROBE_EVERY_MS = 3_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 5_000;
/** A generation that lived so long was a good one: the next fault starts with a short delay again. */
const PROVEN_AFTER_MS = 30_000;

/**
 * Keeps one session alive: Wechaty does not reconnect by itself (PROTOCOLS, Wechaty). Each generation is made anew;
 * the one before has been closed, or given up, before the next begins. With these limits the bot is back within
 * 8 s + 5 s of the peer's return, whatever state it was in.
 */
export function createSupervisor<S extends Session>(deps: {
  create(): Promise<S>;
  clock: Clock;
  random?: () => number;
  up(session: S): void;
  down(fault: string): void;
}): { start(): void; stop(): Promise<void> } {
  const { clock, random = Math.random } = deps;
  let stopping = false;
  let signal: () => void = () => {};
  const stopped = new Promise<void>((resolve) => {
    signal = resolve;
  });
  let running: Promise<void> | undefined;

  const watch = async (session: S): Promise<string> => {
    let fault: string | undefined;
    const over = Promise.race([session.lost.then((why) => (fault ??= why)), stopped]);
    while (!stopping && fault === undefined) {
      await pause(clock, PROBE_EVERY_MS, over);
      if (stopping || fault !== undefined) break;
      const answered = await Promise.race([session.probe(), over.then(() => false)]);
      if (!answered) fault ??= "no-answer";
    }
    return fault ?? "offline";
  };

  const live = async (): Promise<void> => {
    const session = await deps.create();
    let fault = "offline";
    try {
      const lost = session.lost.then((why) => Promise.reject(new Error(why)));
      await Promise.race([within(clock, OPEN_LIMIT_MS, session.start()), stopped, lost]);
      if (!stopping) {
        deps.up(session);
        fault = await watch(session);
      }
    } catch (error) {
      fault = session.faultOf(error);
    }
    // Told before it is closed, which may take a while: nothing more is given to it.
    deps.down(fault);
    await within(clock, CLOSE_LIMIT_MS, session.close()).catch(() => {});
  };

  const run = async () => {
    let failures = 0;
    while (!stopping) {
      const began = clock.now().getTime();
      await live().catch(() => deps.down("offline"));
      failures = clock.now().getTime() - began > PROVEN_AFTER_MS ? 0 : failures + 1;
      const longest = Math.min(FIRST_DELAY_MS * 2 ** failures, LONGEST_DELAY_MS);
      if (!stopping) await pause(clock, longest * (0.5 + random() / 2), stopped);
    }
  };

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping = true;
      signal();
      await running;
    },
  };
}
