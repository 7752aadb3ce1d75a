import { generate } from "./generate.ts";
import { openBench } from "./open.ts";

/** `fill.ts DIR COUNT`: a process of its own, so that what it takes is not measured. */
const [dir, count] = process.argv.slice(2) as [string, string];
const store = await openBench(dir, { tuning: { entries: 1_000_000_000, everyMs: 2_000_000_000 } });
await generate(store, Number(count), new Date());
await store.close();
