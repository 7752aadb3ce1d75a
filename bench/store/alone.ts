import { openBench } from "./open.ts";
import { rateOf } from "./rates.ts";

/** `alone.ts DIR COUNT`: what 64 writers file of reports alone, in a store of its own: they are many. One JSON line. */
const [dir, count] = process.argv.slice(2) as [string, string];
const store = await openBench(dir);
const rate = await rateOf(store, { writers: 64, people: Math.ceil(Number(count) * 0.4), extent: "report" });
await store.close();
process.stdout.write(`${JSON.stringify(rate)}\n`);
