import fc from "fast-check";
import { expect, test } from "vitest";
import { labelled, sets } from "../../bench/understanding/score.ts";
import * as alarm from "../../src/domain/understanding/alarm-words.ts";
import * as category from "../../src/domain/understanding/category-words.ts";
import * as danger from "../../src/domain/understanding/danger-words.ts";
import * as kind from "../../src/domain/understanding/kind-words.ts";
import { needsOf } from "../../src/domain/understanding/needs.ts";
import { countOf, possibleIn, says } from "../../src/domain/understanding/phrases.ts";

/** Every list of phrases, wherever it stands in the modules of words. */
const lists: RegExp[] = [];
collect([alarm, category, danger, kind]);

function collect(value: unknown): void {
  if (value instanceof RegExp) lists.push(value);
  else if (typeof value === "object" && value !== null) Object.values(value).forEach(collect);
}

test("whatever a list has a phrase of, its tell-tale characters let through", () => {
  expect(lists.length).toBeGreaterThan(50);
  for (const list of lists) {
    if (list.source === "(?!)") continue;
    const matching = fc.stringMatching(new RegExp(list.source, "u"));
    fc.assert(
      fc.property(matching, (text) => says(text, list, possibleIn(text)) === says(text, list)),
      { numRuns: 30 },
    );
  }
});

test("what people really write is judged the same with and without them", () => {
  for (const { text } of sets.flatMap((name) => labelled(name).all)) {
    const possible = possibleIn(text);
    for (const list of lists) {
      expect(says(text, list, possible)).toBe(says(text, list));
      expect(countOf(text, list, possible)).toBe(countOf(text, list));
    }
  }
});

test("a phrase is told by all parts that it must have, the rarest first", () => {
  const needs = (phrase: string) => needsOf(phrase).map((need) => [...need].join(""));
  expect(needs("有人(在)?家")).toEqual(["有", "人", "家"]);
  expect(needs("我…(刀/匕首)")).toEqual(["刀匕", "我"]);
  expect(needs("(拿/提)(了)?的")).toEqual(["拿提", "的"]);
  expect(needs("(拿刀)的")).toEqual(["拿", "刀", "的"]);
  expect(needs("#…回")).toEqual(["回", "0123456789一二两俩三仨四五六七八九十几半"]);
  expect(() => needsOf("…(啊)?")).toThrow("nothing tells this phrase");
  expect(() => needsOf("(没关")).toThrow("not closed");
});
