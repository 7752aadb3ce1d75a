import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { backupStore } from "../../src/store/lowdb/backup/backup.ts";
import { oldNumber } from "./generate.ts";
import { fileOne, intake, quantiles } from "./intake.ts";
import { openBench } from "./open.ts";
import { longestPause } from "./pauses.ts";
import { rateOf } from "./rates.ts";

/** `serve.ts DIR COUNT STARTED REST`: opens the store, answers, rests, and measures; prints one JSON line. */
const [dir, count, started, rest] = process.argv.slice(2) as [string, string, string, string];
const people = Math.ceil(Number(count) * 0.4);
const store = await openBench(dir);
const opened = Date.now() - Number(started);
await fileOne(store, 1, people);
const firstAnswer = Date.now() - Number(started);
const rssOpen = process.memoryUsage().rss / 2 ** 20;
await new Promise((resolve) => setTimeout(resolve, Number(rest)));
const rssRest = process.memoryUsage().rss / 2 ** 20;

async function query(run: () => Promise<unknown>): Promise<{ p50: number; p99: number }> {
  const took: number[] = [];
  for (let i = 0; i < 60; i++) {
    const began = performance.now();
    await run();
    took.push(performance.now() - began);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return quantiles(took);
}
const search = (...terms: string[]) => query(() => store.reports.find({ terms }, { limit: 8 }));
const total = async (term: string) => (await store.reports.find({ terms: [term] }, { limit: 1 })).total;
const old = oldNumber(new Date());
const reads = {
  list: await query(() => store.reports.find({ statuses: ["received", "accepted"] }, { limit: 8 })),
  all: await query(() => store.reports.find({}, { limit: 8 })),
  tally: await query(() => store.reports.tally({})),
  showOld: await query(() => store.reports.byNumber(old)),
  frequent: await search("电动车"),
  rare: await search("鳄鱼"),
  absent: await search("独角兽"),
  two: await search("矿工路", "面包车"),
};
const totals = {
  frequent: await total("电动车"),
  rare: await total("鳄鱼"),
  absent: await total("独角兽"),
  old,
};

// What is written for one report filed in a quiet minute: its line, and the shards of its month at the checkpoint after it.
await store.checkpoint();
const writtenBefore = writtenBytes();
await fileOne(store, 2, people);
await store.checkpoint();
const bytesAlone = writtenBytes() - writtenBefore;

const rates: object[] = [];
for (const writers of [1, 8, 64]) {
  const measured = await rateOf(store, { writers, people, extent: "message" });
  // Another checkpoint is not due for as long as this turn takes.
  await store.checkpoint();
  const { perSecond: withReads } = await intake(store, writers, 2_000, people, "reads");
  rates.push({ ...measured, withReads });
}
const checkpointPause = await longestPause(() => store.checkpoint());
const backupFolder = join(dir, "..", "bench-backup");
const backupPause = await longestPause(() =>
  backupStore(store, { to: backupFolder, now: new Date(), timezone: "Asia/Shanghai" }),
);
await rm(backupFolder, { recursive: true });
await store.close();
process.stdout.write(
  `${JSON.stringify({
    count: Number(count),
    opened,
    firstAnswer,
    rssOpen,
    rssRest,
    reads,
    totals,
    bytesAlone,
    rates,
    pauses: {
      checkpoint: { wall: checkpointPause.wall, cpu: checkpointPause.cpu },
      backup: { wall: backupPause.wall, cpu: backupPause.cpu },
    },
  })}\n`,
);

/** Bytes that this process has given to write calls (Linux). */
function writtenBytes(): number {
  return Number(/^wchar: (\d+)/m.exec(readFileSync("/proc/self/io", "utf8"))?.[1]);
}
