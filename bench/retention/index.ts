import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "../../src/config/config.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { carryOutRetention } from "../../src/reports/retention.ts";
import { generate } from "../store/generate.ts";
import { fileOne, quantiles } from "../store/intake.ts";
import { openBench } from "../store/open.ts";
import { longestPause } from "../store/pauses.ts";

/** Reports a second that come in meanwhile. */
const RATE = 50;

/** `npm run bench -- retention [reports]`: so many go at once while others come in; the longest pause, and how long those wait. */
export async function bench([given = "10000"]: string[]): Promise<void> {
  const count = Number(given);
  const dir = await mkdtemp(join(tmpdir(), "jingmin-bench-retention-"));
  const config = parseConfig(
    JSON.stringify({
      station: { name: "光明路派出所" },
      channels: [{ name: "byhand", type: "manual" }],
      data: "./data",
      alerts: "./alerts",
      retention: Object.fromEntries(
        ["inquiry", "tip", "suggestion", "help", "dispute", "suspicious", "complaint"].map((one) => [
          one,
          "P1D",
        ]),
      ),
    }),
    join(dir, "jingmin.yaml"),
    {},
  );
  const store = await openBench(join(dir, "data"));
  try {
    // They end two weeks ago: none of them is open.
    await generate(store, count, new Date(Date.now() - 15 * 86_400_000));
    let coming = true;
    const waits: number[] = [];
    const under = new Set<Promise<void>>();
    const arrive = (async () => {
      for (let n = 0; coming; n++) {
        const began = performance.now();
        const filed: Promise<void> = fileOne(store, n, count).then(() => {
          waits.push(performance.now() - began);
          under.delete(filed);
        });
        under.add(filed);
        await new Promise((resolve) => setTimeout(resolve, 1000 / RATE));
      }
      await Promise.all(under);
    })();
    const began = performance.now();
    const { value, wall, cpu } = await longestPause(() =>
      carryOutRetention({ store, config, clock: systemClock }),
    );
    const seconds = (performance.now() - began) / 1000;
    coming = false;
    await arrive;
    const checkpoint = await longestPause(() => store.checkpoint());
    const { p50, p99 } = quantiles(waits);
    process.stdout.write(
      `${value.anonymised} reports went in ${seconds.toFixed(1)} s while ${waits.length} came in: longest pause ${wall.toFixed(0)} ms ` +
        `(own work ${cpu.toFixed(0)} ms); filing took ${p50.toFixed(1)} ms, one in a hundred ${p99.toFixed(0)} ms; ` +
        `checkpoint after it paused ${checkpoint.wall.toFixed(0)} ms (own work ${checkpoint.cpu.toFixed(0)} ms)\n`,
    );
  } finally {
    await store.close();
    await rm(dir, { recursive: true });
  }
}
