import fc from "fast-check";
import { expect, test } from "vitest";
import { codesIn, createCodes } from "../../src/lib/codes.ts";
import { spelled } from "../support/spellings.ts";

const codes = createCodes(Buffer.from("a secret of the tests"));
const aCode = fc.nat().map(() => codes.newCode());

test("a code is found in every spelling, and has one hash in all of them", () => {
  fc.assert(
    fc.property(
      aCode.chain((code) => spelled(code).map((text) => ({ code, text }))),
      ({ code, text }) => {
        expect(codesIn(text)).toContain(code);
        expect(Array.from(codesIn(text), codes.hashCode)).toContain(codes.hashCode(code));
      },
    ),
    { numRuns: 3000 },
  );
});

test.each([
  "三楼楼道堆满纸箱，物业不管，老人出不去",
  "我手机13800138000，有人给我转了50000元",
  "fire in building 3, room 402, please help",
  "豫D12345面包车堵在路口",
  "6222 0202 0011 2233",
  "2026年11月30日22:39，在矿工路二十四号",
])("an ordinary message holds none: %s", (text) => expect([...codesIn(text)]).toEqual([]));

test("the longest text is read in a moment", () => {
  for (const text of [
    "A2".repeat(500_000),
    "А２".repeat(500_000),
    "二三".repeat(500_000),
    "x ".repeat(500_000),
  ]) {
    const begun = performance.now();
    codesIn(text);
    expect(performance.now() - begun).toBeLessThan(3000);
  }
});
