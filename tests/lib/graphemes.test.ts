import fc from "fast-check";
import { expect, test } from "vitest";
import { cutText, shorten, splitText } from "../../src/lib/graphemes.ts";

const signs = ["a", "。", "\n", "🚨", "警", "👩‍👩‍👧‍👦", "👍🏽", "🇨🇳", "é", "e\u0301", "𠮷", "1️⃣"];
const segmenter = new Intl.Segmenter("zh", { granularity: "grapheme" });
const graphemes = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment);
const text = fc.string({ unit: fc.constantFrom(...signs), maxLength: 120 });

test("no sign is cut in two: the whole is its parts, and the signs of the parts are its signs", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 12, max: 60 }), (whole, longest) => {
      const parts = splitText(whole, longest);
      expect(parts.join("")).toBe(whole);
      expect(parts.flatMap(graphemes)).toEqual(graphemes(whole));
      for (const part of parts) expect(part.length).toBeLessThanOrEqual(longest);
    }),
  );
});

test("a cut text is a beginning of whole signs, as long as fits", () => {
  fc.assert(
    fc.property(text, fc.nat(80), (whole, longest) => {
      const cut = cutText(whole, longest);
      expect(whole.startsWith(cut)).toBe(true);
      expect(cut.length).toBeLessThanOrEqual(longest);
      if (longest < 12) return;
      const next = graphemes(whole)[graphemes(cut).length] ?? "";
      expect(graphemes(whole).slice(0, graphemes(cut).length)).toEqual(graphemes(cut));
      if (cut !== whole) expect(cut.length + next.length).toBeGreaterThan(longest);
    }),
  );
});

test("a sign longer than the room is cut, never without end, and quickly", () => {
  const zalgo = `e${"\u0301".repeat(50_000)}`;
  const began = performance.now();
  const parts = splitText(zalgo, 1000);
  expect(parts.join("")).toBe(zalgo);
  expect(parts.length).toBeLessThan(60);
  expect(performance.now() - began).toBeLessThan(1000);
});

test("what is shortened says so, within its length", () => {
  expect(shorten("看 a😀b", 5)).toBe("看 a…");
  expect(shorten("短", 5)).toBe("短");
});
