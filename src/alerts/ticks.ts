import { schedule } from "node-cron";

/**
 * Calls `look` at every instant of these cron expressions, with that instant, until the returned function is called.
 * A tick is only a hint to look. What is due is decided by comparing instants, so extra or late ticks do no harm.
 */
export type Ticks = (crons: readonly string[], timezone: string, look: (at: Date) => void) => () => void;

/** Ticks of real time, by node-cron. */
export const cronTicks: Ticks = (crons, timezone, look) => {
  const tasks = [...new Set(crons)].map((cron) =>
    schedule(cron, ({ date }) => look(date), { timezone, noOverlap: true, suppressMissedWarning: true }),
  );
  return () => {
    for (const task of tasks) void task.destroy();
  };
};
