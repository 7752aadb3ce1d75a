import { describe, expect, it } from "vitest";
import { controls } from "./controls.ts";
import { runKills } from "./kill.ts";
import { kinds, runCuts, runFaults } from "./rounds.ts";

/** A few rounds of each kind; `npm run crash -- --rounds 200` runs as many as one likes. */
describe("nothing acknowledged is lost", () => {
  it("when the process is killed", { timeout: 60_000 }, async () => {
    const { acknowledged, losses } = await runKills(1, 2);
    expect(losses).toEqual([]);
    expect(acknowledged).toBeGreaterThan(0);
  });

  for (const kind of kinds) {
    it(`by ${kind}`, { timeout: 60_000 }, async () => {
      const faults = kind === "full-disk" || kind === "short-write" || kind === "fsync";
      const { acknowledged, losses } = faults ? await runFaults(kind, 1) : await runCuts(kind, 1, 2);
      expect(losses).toEqual([]);
      expect(acknowledged).toBeGreaterThan(0);
    });
  }
});

describe("the harness catches a store with", () => {
  for (const [name, run] of Object.entries(controls)) {
    it(name, { timeout: 60_000 }, async () => {
      let losses: readonly string[] = [];
      for (let seed = 1; seed <= 8 && losses.length === 0; seed++) losses = (await run(seed)).losses;
      expect(losses).not.toEqual([]);
    });
  }
});
