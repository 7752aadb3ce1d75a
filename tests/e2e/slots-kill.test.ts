import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openStore } from "../../src/store/lowdb-store.ts";
import { silent } from "../support/outbox-rig.ts";
import { slotProcess } from "../support/slot-process.ts";

const KILLS = 6;
const ALERTS = 120;
let dir: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "jingmin-slots-"));
  await mkdir(join(dir, "alerts", "daily"), { recursive: true });
  await writeFile(
    join(dir, "alerts", "schedule.yaml"),
    '- { id: daily, series: daily, cron: "* * * * * *" }\n',
  );
  // So many that no slot of the test has the words of another.
  for (let n = 1; n <= ALERTS; n++) {
    await writeFile(
      join(dir, "alerts", "daily", `${n}.md`),
      `---\ntitle: 第${n}条\n---\n接到这种电话，挂掉。{station}\n`,
    );
  }
  await writeFile(join(dir, "network"), "");
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await rm(dir, { recursive: true, force: true });
});

test("killed with -9 between and during slots, the bot sends no slot to a group twice, and goes on", async () => {
  for (let round = 0; round <= KILLS; round++) {
    const before = (await network()).length;
    child = spawn(
      process.execPath,
      ["--import", "tsx", slotProcess, join(dir, "data"), join(dir, "alerts"), join(dir, "network")],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    const gone = once(child, "exit");
    await vi.waitFor(async () => expect((await network()).length).toBeGreaterThan(before), {
      timeout: 30_000,
      interval: 20,
    });
    await sleep(Math.random() * 1200);
    child.kill(round < KILLS ? "SIGKILL" : "SIGTERM");
    await gone;
  }
  const lines = await network();
  expect(lines.filter((line, at) => lines.indexOf(line) !== at)).toEqual([]);

  const store = await openStore({
    dir: join(dir, "data"),
    key: Buffer.alloc(32, 7),
    stamp: "demo",
    logger: silent,
  });
  const slots = await store.slots.since("2026");
  const rows = (await Promise.all(slots.map((slot) => store.deliveries.ofSlot(slot.key)))).flat();
  const states = new Map<string, string[]>();
  for (const { to, text, state } of rows) {
    const line = `${"group" in to ? to.group.slice(1) : ""} ${text.split("\n")[0]}`;
    states.set(line, [...(states.get(line) ?? []), state]);
  }
  await store.close();
  // What went out is known to have gone out, or to be in doubt; what is said to have gone out did.
  for (const line of lines)
    expect(states.get(line), line).toEqual([expect.stringMatching(/^(sent|unknown)$/)]);
  for (const [line, [state]] of states) if (state === "sent") expect(lines, line).toContain(line);
  expect(slots.filter(({ state }) => state === "fired").length).toBeGreaterThan(KILLS / 2);
  // Only the call under way at a kill is in doubt.
  expect(rows.filter(({ state }) => state === "unknown").length).toBeLessThanOrEqual(KILLS);
}, 120_000);

async function network(): Promise<string[]> {
  return (await readFile(join(dir, "network"), "utf8")).split("\n").filter(Boolean);
}
