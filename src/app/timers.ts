import type { Timer, TimerKind } from "../domain/timers.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Store } from "../store/store.ts";
import type { TimerErrand, TimerJob } from "./timer-job.ts";

/** The longest sleep: the wall clock may be set meanwhile. */
const LOOK_MS = 60_000;
/** A job that failed is tried again after so long. */
const RETRY_MS = 30_000;

/** Runs timers when they are due, each once; those that fell due while the bot was down run at the start. */
export interface Timers {
  start(): void;
  /** Resolves when nothing is under way and nothing is due now. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createTimers(deps: {
  readonly store: Pick<Store, "tx" | "timers" | "onChanges">;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly jobs: Readonly<Record<TimerKind, TimerJob | TimerErrand>>;
}): Timers {
  const { store, clock, logger, jobs } = deps;
  let cancel = () => {};
  let leave = () => {};
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  /** One look at a time; what is put meanwhile is looked at after it. */
  function look(): void {
    if (looking) {
      lookAgain = true;
      return;
    }
    cancel();
    looking = run().finally(() => {
      looking = undefined;
      if (!lookAgain) return;
      lookAgain = false;
      look();
    });
  }

  async function run(): Promise<void> {
    const now = clock.now();
    let failed = false;
    const due = (await byTime()).filter(({ at }) => Date.parse(at) <= now.getTime());
    // An errand may take as long as the network does.
    const errands = due.filter(({ kind }) => typeof jobs[kind] === "object");
    for (const timer of [...due.filter((one) => !errands.includes(one)), ...errands])
      failed = !(await fire(timer, now)) || failed;
    const [next] = await byTime();
    if (!next) return;
    const wait = failed ? RETRY_MS : Math.max(Date.parse(next.at) - clock.now().getTime(), 0);
    cancel = clock.after(Math.min(wait, LOOK_MS), look);
  }

  async function byTime(): Promise<Timer[]> {
    return (await store.timers.all()).sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  async function fire({ id, kind }: Timer, now: Date): Promise<boolean> {
    const job = jobs[kind];
    try {
      if (typeof job === "object") return await runErrand(id, job, now);
      await store.tx(async (t) => {
        const timer = await t.timers.get(id);
        if (!timer || Date.parse(timer.at) > now.getTime()) return;
        t.timers.remove(id);
        await job(t, timer, now);
      });
      return true;
    } catch (error) {
      logger.error({ err: error }, "a timer's job failed; it is tried again");
      return false;
    }
  }

  async function runErrand(id: string, { errand }: TimerErrand, now: Date): Promise<boolean> {
    const timer = await store.timers.get(id);
    const isDone = timer === undefined || (await errand(timer, now));
    if (isDone) await store.tx(async (t) => t.timers.remove(id));
    return isDone;
  }

  return {
    start() {
      leave = store.onChanges(({ tables }) => {
        if (tables.has("timers")) look();
      });
      look();
    },
    async idle() {
      while (looking) await looking;
    },
    async stop() {
      leave();
      lookAgain = false;
      await looking;
      cancel();
    },
  };
}
