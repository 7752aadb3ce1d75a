import fc from "fast-check";
import { expect, test } from "vitest";
import { readModel } from "../../../src/app/understanding-files.ts";
import { explain } from "../../../src/domain/understanding/explain.ts";

const model = readModel();

test("what tells of fire is named as the reason for it", () => {
  const { interpretation, reasons } = explain("三楼厨房着火了，快来人", model);
  expect(interpretation.danger).toMatchObject({ kind: "fire", level: "now" });
  expect(reasons.danger.some(({ piece, weight }) => /着|火/.test(piece) && weight > 0)).toBe(true);
});

test("a decision has at most five reasons, the strongest first, each as it stands in the text", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("民警收了烟不办事", "谢谢你们", "身份证丢了咋补办", "他又打我了", "👍", ""),
      (text) => {
        for (const found of Object.values(explain(text, model).reasons)) {
          expect(found.length).toBeLessThanOrEqual(5);
          const weights = found.map(({ weight }) => Math.abs(weight));
          expect(weights).toEqual([...weights].sort((a, b) => b - a));
          for (const { piece } of found)
            if (piece !== "（长短）") expect(text.toLowerCase()).toContain(piece.trim());
        }
      },
    ),
  );
});
