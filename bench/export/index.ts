import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportFile } from "../../src/app/export-file.ts";
import { parseConfig } from "../../src/config/config.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { generate } from "../store/generate.ts";
import { openBench } from "../store/open.ts";
import { longestPause } from "../store/pauses.ts";

/** `npm run bench -- export [rows]`: how long a table of so many reports takes, its memory, and the longest pause. */
export async function bench([given = "100000"]: string[]): Promise<void> {
  const count = Number(given);
  const dir = await mkdtemp(join(tmpdir(), "jingmin-bench-export-"));
  const config = parseConfig(
    JSON.stringify({
      station: { name: "光明路派出所" },
      offices: Array.from({ length: 11 }, (_, i) => `警务室${i + 1}`),
      channels: [{ name: "byhand", type: "manual" }],
      data: "./data",
      alerts: "./alerts",
    }),
    join(dir, "jingmin.yaml"),
    {},
  );
  const store = await openBench(join(dir, "data"));
  try {
    await generate(store, count, new Date());
    await store.tx(async (t) => {
      const leader = { id: "o1", name: "所长", role: "leader", accounts: [], fixed: true } as const;
      t.officers.put(leader);
    });
    for (const [format, texts] of [
      ["xlsx", false],
      ["csv", false],
      ["xlsx", true],
    ] as const) {
      globalThis.gc?.();
      const before = process.memoryUsage().rss;
      let peak = before;
      const watch = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage().rss);
      }, 50);
      const to = join(dir, `out.${format}`);
      const asked = { to, account: "bench", format, by: "所长", ...(texts ? { texts: "yes" } : {}) };
      const began = performance.now();
      const { wall, cpu } = await longestPause(() =>
        exportFile({ store, config, clock: systemClock }, asked),
      );
      const seconds = (performance.now() - began) / 1000;
      clearInterval(watch);
      const size = (await stat(to)).size / 2 ** 20;
      process.stdout.write(
        `${count} rows ${format}${texts ? " with texts" : ""}: ${seconds.toFixed(1)} s, ${size.toFixed(1)} MB, ` +
          `${((peak - before) / 2 ** 20).toFixed(0)} MB more memory, longest pause ${wall.toFixed(0)} ms (own work ${cpu.toFixed(0)} ms)\n`,
      );
    }
  } finally {
    await store.close();
    await rm(dir, { recursive: true });
  }
}
