import type { Timer } from "../domain/timers.ts";
import type { Tx } from "../store/store.ts";

/** What a due timer does, in one transaction with its removal; it may put the next one. Its feature gives it. */
export type TimerJob = (t: Tx, timer: Timer, now: Date) => Promise<void>;
