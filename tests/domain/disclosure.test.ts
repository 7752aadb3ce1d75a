import fc from "fast-check";
import { expect, test } from "vitest";
import { LEAST, type PublicRow, publicCount, publicTable } from "../../src/domain/disclosure.ts";

const cellsOf = (counts: readonly number[]) => counts.map((count, i) => ({ name: `c${i}`, count }));
const shown = (rows: readonly PublicRow[]) => rows.map(({ names, count }) => `${names.join("+")}=${count}`);

test.each([
  [
    [12, 5, 7],
    ["c0=12", "c1=5", "c2=7"],
  ],
  [
    [3, 20, 7],
    ["c0+c1=23", "c2=7"],
  ],
  [
    [20, 7, 3],
    ["c0=20", "c1+c2=10"],
  ],
  [[0, 0, 9], ["c0+c1+c2=9"]],
  [
    [1, 1, 1, 2, 8],
    ["c0+c1+c2+c3=5", "c4=8"],
  ],
  [[1, 2, 1], ["c0+c1+c2=few"]],
  [
    [4, 4, 5],
    ["c0+c1=8", "c2=5"],
  ],
  [[], []],
])("%j is told as %j", (counts, rows) => {
  expect(shown(publicTable(cellsOf(counts)))).toEqual(rows);
});

test("a count by itself is told from five on", () => {
  expect([0, 4, 5, 6].map(publicCount)).toEqual(["few", "few", 5, 6]);
});

/** All ways to put `total` reports into `cells` cells. */
function splits(total: number, cells: number): number[][] {
  if (cells === 1) return [[total]];
  return Array.from({ length: total + 1 }, (_, first) =>
    splits(total - first, cells - 1).map((rest) => [first, ...rest]),
  ).flat();
}

/**
 * The attacker knows the rule, the table and the total (any other table may tell it): what is left possible is every split
 * of that total that gives this very table. For each cell that does not stand by itself, its possible values.
 */
test("of every small table, a hidden cell keeps at least two values, for who knows rule and total", () => {
  for (const cells of [2, 3, 4])
    for (let total = 1; total <= 16; total++) {
      const possible = new Map<string, number[][]>();
      for (const counts of splits(total, cells)) {
        const key = shown(publicTable(cellsOf(counts))).join();
        possible.set(key, [...(possible.get(key) ?? []), counts]);
      }
      for (const [key, ways] of possible) {
        const alone = new Set(key.split(",").flatMap((row) => (/\+|few/.test(row) ? [] : row.split("=")[0])));
        for (let i = 0; i < cells; i++) {
          if (alone.has(`c${i}`)) continue;
          const values = new Set(ways.map((counts) => counts[i]));
          expect(values.size, `${key}: c${i}`).toBeGreaterThanOrEqual(2);
        }
      }
    }
});

const counts = fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 400 })), {
  minLength: 1,
  maxLength: 12,
});

test("no row is below five, every cell is in one row, and the sum is that of the cells", () => {
  fc.assert(
    fc.property(counts, (some) => {
      const rows = publicTable(cellsOf(some));
      const total = some.reduce((sum, one) => sum + one, 0);
      expect(rows.flatMap(({ names }) => names)).toEqual(cellsOf(some).map(({ name }) => name));
      if (total < LEAST) {
        expect(rows.map(({ count }) => count)).toEqual(["few"]);
        return;
      }
      const told = rows.map(({ count }) => (count === "few" ? 0 : count));
      expect(Math.min(...told)).toBeGreaterThanOrEqual(LEAST);
      expect(told.reduce((sum, one) => sum + one, 0)).toBe(total);
    }),
  );
});

test("the next smallest instead of the neighbour would give 4 and 4 away", () => {
  /** What an earlier rule did: hide what is below five, and the next smallest beside one that is alone. */
  const byRank = (some: readonly number[]) => {
    const hidden = some.flatMap((count, i) => (count < LEAST ? [i] : []));
    if (hidden.length === 1) {
      const [next] = some
        .map((count, i) => ({ count, i }))
        .filter(({ i }) => !hidden.includes(i))
        .sort((a, b) => a.count - b.count || a.i - b.i);
      if (next) hidden.push(next.i);
    }
    return some.map((count, i) => (hidden.includes(i) ? "?" : count)).join();
  };
  const same = splits(13, 3).filter((some) => byRank(some) === byRank([5, 4, 4]));
  expect(same).toEqual([[5, 4, 4]]);
});
