import { nextDue } from "../../src/alerts/due.ts";
import type { Ticks } from "../../src/alerts/ticks.ts";
import type { Clock } from "../../src/lib/clock.ts";

/** Ticks of a set clock. */
export function clockTicks(clock: Clock): Ticks {
  return (crons, timezone, look) => {
    const cancels = new Set<() => void>();
    for (const cron of crons) {
      let cancel = () => {};
      const wait = () => {
        const [next] = nextDue({ cron, when: "any" }, timezone, 1, clock.now());
        if (!next) return;
        cancel = clock.after(next.getTime() - clock.now().getTime(), () => {
          look(next);
          wait();
        });
      };
      wait();
      cancels.add(() => cancel());
    }
    return () => {
      for (const cancel of cancels) cancel();
    };
  };
}
