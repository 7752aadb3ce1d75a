import type { Clock } from "../lib/clock.ts";
import { nextDue } from "./due.ts";
import type { Ticks } from "./ticks.ts";

/** Ticks of a clock that is set by hand: that of tests, and of the demo's sample. */
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
