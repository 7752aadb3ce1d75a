import fc from "fast-check";
import { expect, test } from "vitest";
import { codeName } from "../../src/domain/code-names.ts";
import { newId } from "../../src/lib/ids.ts";

const id = fc.integer({ min: 0, max: 2 ** 40 }).map((ms) => newId(new Date(ms)));

test("a code name is the same each time, and two words of one form", () => {
  fc.assert(
    fc.property(id, (one) => {
      expect(codeName({ id: one })).toMatch(/^反映人·\p{Script=Han}{2}$/u);
      expect(codeName({ id: one })).toBe(codeName({ id: one }));
    }),
  );
});

test("no two reports of one matter have the same code name, whatever order they are named in", () => {
  fc.assert(
    fc.property(fc.uniqueArray(id, { minLength: 2, maxLength: 40 }), (ids) => {
      const names = ids.map((one) => codeName({ id: one }, ids));
      expect(new Set(names).size).toBe(ids.length);
      expect(ids.map((one) => codeName({ id: one }, ids.toReversed()))).toEqual(names);
    }),
  );
});

test("reports are spread over many words", () => {
  const names = Array.from({ length: 2_000 }, (_, i) => codeName({ id: newId(new Date(i)) }));
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  expect(counts.size).toBeGreaterThan(150);
  expect(Math.max(...counts.values())).toBeLessThan(40);
});
