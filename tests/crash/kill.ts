import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pino from "pino";
import { verifyFolder } from "../../src/store/lowdb/backup/verify.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import { type Expected, findLosses } from "./residents.ts";
import { key, type Outcome } from "./rounds.ts";
import { createRandom } from "./sim-disk.ts";

/** Kills a process that takes reports, at a random moment, again and again on one folder. */
export async function runKills(seed: number, rounds: number): Promise<Outcome> {
  const random = createRandom(seed);
  const dir = await mkdtemp(join(tmpdir(), "jingmin-kill-"));
  const expected = new Map<string, Expected>();
  const losses: string[] = [];
  let acknowledged = 0;
  try {
    for (let round = 0; round < rounds && losses.length === 0; round++) {
      acknowledged += await killOne(dir, seed + round, random, expected);
      const store = await openStore({ dir, key, stamp: "real", logger: pino({ level: "silent" }) });
      const found = await findLosses(store, expected);
      await store.close({ checkpoint: random() < 0.5 });
      const { problems } = await verifyFolder({ dir, key });
      losses.push(...[...found, ...problems].map((loss) => `seed ${seed}, round ${round}: ${loss}`));
    }
  } catch (error) {
    losses.push(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
  }
  await rm(dir, { recursive: true });
  return { acknowledged, losses };
}

async function killOne(
  dir: string,
  seed: number,
  random: () => number,
  expected: Map<string, Expected>,
): Promise<number> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", join(import.meta.dirname, "child.ts"), dir, String(seed)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let count = 0;
  let doomed = false;
  createInterface({ input: child.stdout }).on("line", (line) => {
    // What the child said last may be cut off in the middle.
    if (!line.endsWith("]")) return;
    const [id, number, version] = JSON.parse(line) as [string, string, number];
    // One sentence more may have been on its way.
    expected.set(id, { number, acknowledged: version, attempted: version + 1 });
    count++;
    if (doomed) return;
    doomed = true;
    setTimeout(() => child.kill("SIGKILL"), random() * 400);
  });
  await new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (_code, signal) =>
      signal === "SIGKILL" ? resolve() : reject(new Error("the child ended by itself")),
    );
  });
  return count;
}
