import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { patternsOfStrangers, sourceOf } from "../support/patterns.ts";

/**
 * What recheck said of each pattern, once: it takes a quarter of a second for one. `null`: linear. Else the string that
 * it found to be slow, or "" where it found none in its time. A pattern that is not there yet is checked in the test;
 * `UPDATE_PATTERNS=1 npx vitest run tests/inbound/patterns.test.ts` writes them down.
 */
const file = join(import.meta.dirname, "../fixtures/checked-patterns.json");
const checked = JSON.parse(readFileSync(file, "utf8")) as Record<string, string | null>;
/** As long as a message of QQ; what is read of a longer one is less. */
const LONGEST = 4_500;
const MOST_MS = 250;

async function attackOn(pattern: string): Promise<string | null> {
  // Asked before the module is loaded: no binary of the platform, and no Java.
  process.env.RECHECK_BACKEND = "pure";
  const { checkSync } = await import("recheck");
  const { source, flags } = sourceOf(pattern);
  const found = checkSync(source, flags, { timeout: 5_000 });
  if (found.status === "safe") return null;
  if (found.status !== "vulnerable") return "";
  if (found.complexity.type === "exponential") throw new Error(`exponential: ${pattern}`);
  return found.attack.string.slice(0, LONGEST);
}

/** Milliseconds, the best of ten: the machine may be busy. The first one that is quick enough will do. */
function timeOf(pattern: string, text: string): number {
  const { source, flags } = sourceOf(pattern);
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 10 && best > MOST_MS; i++) {
    const regex = new RegExp(source, flags);
    const began = performance.now();
    text.replace(regex, "");
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

/** Strings that patterns with a gap, a list or a run are slow on. */
const stress = ["一", "1", "a", " ", "a-", "-", "了", "说", "[[", "<a", "&a", "号一"].map((part) =>
  part.repeat(LONGEST / part.length),
);

test("every pattern that meets a stranger's text was checked once, and none is slow on what it can meet", async () => {
  const patterns = patternsOfStrangers();
  expect(patterns.size).toBeGreaterThan(50);
  const known: Record<string, string | null> = {};
  for (const pattern of [...patterns.keys()].sort()) {
    const before = checked[pattern];
    known[pattern] = before === undefined ? await attackOn(pattern) : before;
  }
  if (process.env.UPDATE_PATTERNS) writeFileSync(file, `${JSON.stringify(known, null, 1)}\n`);
  const slow = Object.entries(known).flatMap(([pattern, attack]) => {
    const texts = attack === null ? [] : attack === "" ? stress : [attack];
    const worst = Math.max(0, ...texts.map((text) => timeOf(pattern, text)));
    return worst > MOST_MS ? [`${patterns.get(pattern)}: ${pattern} ${worst.toFixed(0)} ms`] : [];
  });
  expect(slow).toEqual([]);
}, 600_000);
