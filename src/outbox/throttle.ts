import type { BudgetUse } from "../domain/remembered.ts";
import type { Clock } from "../lib/clock.ts";
import { inZone } from "../lib/time.ts";
import type { Store, Tx } from "../store/store.ts";
import { type Budget, createPace } from "./budget.ts";
import type { AccountStatus, OutboxFault } from "./outbox-reports.ts";
import { type QuietHours, quietUntil } from "./quiet-hours.ts";

/** How long broadcasts of an account stop after several refusals for risk control. */
const REST_MS = 6 * 3_600_000;

/** Decides when broadcasts may leave one account: by pace, day's limit, quiet hours and risk control. The counts survive a restart. */
export interface Throttle {
  load(): Promise<void>;
  /** The earliest instant (ms) for the next broadcast. */
  from(severe: boolean, now: Date): number;
  /** Counts a broadcast in memory, when its turn has come: others are chosen before it is stored. */
  took(now: Date): void;
  /** Stores the count, in the transaction that marks the broadcast as `sending`. */
  count(t: Tx, now: Date): void;
  accepted(): void;
  /** A broadcast that was counted is certainly not sent now: takes it off the day's count. The pace stays as it is. */
  putBack(): void;
  /** The network refused a broadcast for risk control. True if broadcasts stop now. */
  objected(now: Date): boolean;
  /** Stores what `objected` and `putBack` changed. */
  save(t: Tx): void;
  /** Whether broadcasts are stopped for risk control. */
  resting(now: Date): boolean;
  status(): Pick<AccountStatus, "today" | "perDay" | "paused">;
}

export function createThrottle(deps: {
  channel: string;
  store: Store;
  clock: Clock;
  budget: Budget | undefined;
  quietHours?: QuietHours | undefined;
  timezone: string;
  onFault?(fault: OutboxFault): void;
  random?(): number;
}): Throttle {
  const { channel, store, clock, budget, timezone } = deps;
  const pace = createPace(budget, deps.random);
  let kept: BudgetUse = { channel, day: "", sent: 0 };
  let reportedDay = "";

  const dayOf = (now: Date) => inZone(now, timezone).format("YYYY-MM-DD");
  const today = (now: Date): BudgetUse => {
    const day = dayOf(now);
    return kept.day === day ? kept : { ...kept, day, sent: 0 };
  };
  const spent = (now: Date) => budget !== undefined && today(now).sent >= budget.perDay;
  const tomorrow = (now: Date) => inZone(now, timezone).startOf("day").add(1, "day").toDate();
  const resting = (now: Date) => kept.restUntil !== undefined && kept.restUntil > now.toISOString();

  return {
    async load() {
      kept = (await store.budgets.get(channel)) ?? kept;
    },
    from(severe, now) {
      const times = [pace.next(now.getTime())];
      if (!severe) times.push(quietUntil(deps.quietHours, now, timezone)?.getTime() ?? 0);
      if (spent(now)) {
        const until = tomorrow(now);
        times.push(until.getTime());
        if (reportedDay !== kept.day) deps.onFault?.({ channel, fault: "day-budget", until });
        reportedDay = kept.day;
      }
      return Math.max(...times);
    },
    count(t, now) {
      if (budget) t.budgets.put(today(now));
    },
    took(now) {
      const { sent, ...rest } = today(now);
      kept = { ...rest, sent: sent + 1 };
      pace.took(now.getTime());
    },
    accepted: pace.accepted,
    putBack() {
      kept = { ...kept, sent: Math.max(kept.sent - 1, 0) };
    },
    objected(now) {
      if (!pace.objected(now.getTime())) return false;
      const until = new Date(now.getTime() + REST_MS);
      kept = { ...today(now), restUntil: until.toISOString() };
      deps.onFault?.({ channel, fault: "risk-control", until });
      return true;
    },
    save: (t) => t.budgets.put(kept),
    resting,
    status() {
      const now = clock.now();
      const paused = resting(now)
        ? "risk-control"
        : spent(now)
          ? "day-budget"
          : quietUntil(deps.quietHours, now, timezone) && "quiet-hours";
      return {
        today: today(now).sent,
        ...(budget ? { perDay: budget.perDay } : {}),
        ...(paused ? { paused } : {}),
      };
    },
  };
}
