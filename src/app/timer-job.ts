import type { Timer } from "../domain/timers.ts";
import type { Tx } from "../store/store.ts";

/** What a due timer does, in one transaction with its removal; it may put the next one. Its feature gives it. */
export type TimerJob = (t: Tx, timer: Timer, now: Date) => Promise<void>;

/**
 * What a due timer does outside of any transaction, such as a call over the network: at least once. It is removed when
 * `errand` says that it is done; otherwise it is tried again half a minute later.
 */
export interface TimerErrand {
  errand(timer: Timer, now: Date): Promise<boolean>;
}
