import pino from "pino";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import { type Expected, startResidents } from "./residents.ts";
import { key } from "./rounds.ts";
import { createRandom } from "./sim-disk.ts";

/** `child.ts DIR SEED`: takes reports until it is killed; prints what it acknowledged, one line each. */
const [dir, seed] = process.argv.slice(2) as [string, string];
const store = await openStore({
  dir,
  key,
  stamp: "real",
  logger: pino({ level: "silent" }),
  tuning: { entries: 200, restMs: 50 },
});
const told = new Map<string, Expected>();
const expected: Map<string, Expected> = {
  get: (id: string) => told.get(id),
  set(id: string, value: Expected) {
    // A pipe is written at once: what the parent reads was acknowledged before the kill.
    if (value.acknowledged > (told.get(id)?.acknowledged ?? 0)) {
      process.stdout.write(`${JSON.stringify([id, value.number, value.acknowledged])}\n`);
    }
    told.set(id, value);
    return expected;
  },
} as Map<string, Expected>;
startResidents(store, 8, expected, createRandom(Number(seed)));
