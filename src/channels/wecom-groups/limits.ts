import type { Clock } from "../../lib/clock.ts";
import { inZone } from "../../lib/time.ts";
import type { Kept, KeptState } from "./kept.ts";

/** How much each group may still get. Counted before anything is handed over: a crash counts too much, never too little. */
export interface Limits {
  /** Takes one of each group's share; gives the groups that have none left. The last of a month is for what is severe. */
  take(groups: readonly string[], severe: boolean): Promise<ReadonlySet<string>>;
  /** Certainly not handed over, or taken back before it was sent. */
  putBack(groups: readonly string[], at: Date): Promise<void>;
}

export function createLimits(deps: {
  readonly kept: KeptState;
  readonly clock: Clock;
  /** Of the station. */
  readonly timezone: string;
  readonly perDay: number;
  readonly perMonth?: number | undefined;
}): Limits {
  const { kept, clock, timezone, perDay, perMonth } = deps;
  const dayOf = (at: Date) => inZone(at, timezone).format("YYYY-MM-DD");

  function isSpent({ handed }: Kept, group: string, day: string, severe: boolean): boolean {
    if ((handed[day]?.[group] ?? 0) >= perDay) return true;
    if (perMonth === undefined) return false;
    const month = day.slice(0, 7);
    const used = Object.entries(handed).reduce(
      (sum, [one, counts]) => (one.startsWith(month) ? sum + (counts[group] ?? 0) : sum),
      0,
    );
    return used >= (severe || perMonth === 1 ? perMonth : perMonth - 1);
  }

  return {
    async take(groups, severe) {
      const day = dayOf(clock.now());
      const spent = new Set<string>();
      await kept.change((state) => {
        const counts = { ...state.handed[day] };
        for (const group of groups) {
          if (isSpent(state, group, day, severe)) spent.add(group);
          else counts[group] = (counts[group] ?? 0) + 1;
        }
        const month = day.slice(0, 7);
        const ofMonth = Object.entries(state.handed).filter(([one]) => one.startsWith(month));
        return { ...state, handed: { ...Object.fromEntries(ofMonth), [day]: counts } };
      });
      return spent;
    },
    async putBack(groups, at) {
      const day = dayOf(at);
      await kept.change((state) => {
        const counts = { ...state.handed[day] };
        for (const group of groups) counts[group] = Math.max((counts[group] ?? 0) - 1, 0);
        return { ...state, handed: { ...state.handed, [day]: counts } };
      });
    },
  };
}
