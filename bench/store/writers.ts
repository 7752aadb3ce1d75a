import { intake } from "./intake.ts";
import { openBench } from "./open.ts";

/** `writers.ts DIR COUNT`: opens the store; asked for so many ms by its parent, gives what 64 writers file per second. */
const [dir, count] = process.argv.slice(2) as [string, string];
const store = await openBench(dir);
process.on("message", async (ms: number) => {
  const { perSecond } = await intake(store, 64, ms, Math.ceil(Number(count) * 0.4), "message");
  process.send?.(perSecond);
});
process.on("disconnect", () => process.exit());
process.send?.(0);
