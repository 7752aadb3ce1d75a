import fc from "fast-check";
import { expect, test } from "vitest";
import { formatCq, parseCq } from "../../../src/channels/onebot/cq.ts";
import { readSegments } from "../../../src/channels/onebot/segments.ts";
import { toSegments } from "../../../src/channels/onebot/to-segments.ts";
import { splitText } from "../../../src/lib/graphemes.ts";

const peer = { kind: "user", id: "1" } as const;

test("whatever somebody types stays text, escaped codes too", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "grapheme" }),
        fc.constantFrom("[CQ:at,qq=all]", "&#91;CQ:at,qq=all&#93;", "&amp;amp;"),
      ),
      (typed) => {
        const segments = parseCq(formatCq([{ type: "text", data: { text: typed } }]));
        expect(segments.every((s) => s.type === "text")).toBe(true);
        expect(segments.map((s) => s.data.text).join("")).toBe(typed);
      },
    ),
  );
});

test("segments survive being written as codes", () => {
  const key = fc.stringMatching(/^[a-z_]{1,8}$/).filter((k) => k !== "__proto__");
  const segment = fc.record({
    type: fc.stringMatching(/^[a-z]{2,8}$/).filter((t) => t !== "text"),
    data: fc.dictionary(key, fc.string({ unit: "grapheme" })),
  });
  fc.assert(
    fc.property(fc.array(segment), (segments) => {
      expect(parseCq(formatCq(segments))).toEqual(
        segments.map(({ type, data }) => ({ type, data: { ...data } })),
      );
    }),
  );
});

test("any string can be read, quickly", () => {
  fc.assert(fc.property(fc.string(), (raw) => void readSegments(toSegments(raw), peer, "1")));
  const began = performance.now();
  parseCq("[CQ:".repeat(100_000));
  parseCq(`[CQ:image${",a=b".repeat(100_000)}`);
  expect(performance.now() - began).toBeLessThan(1000);
});

test("parts of a split text join to the whole, none is too long, and no character is cut", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "。", "\n", "🚨", "警"), maxLength: 200 }),
      fc.integer({ min: 4, max: 40 }),
      (text, longest) => {
        const parts = splitText(text, longest);
        expect(parts.join("")).toBe(text);
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(longest);
          expect(part).not.toMatch(/[\uD800-\uDBFF]$/);
        }
      },
    ),
  );
});

test("a sticker is no picture, a picture is one", () => {
  const read = (data: object) => readSegments(toSegments([{ type: "image", data }]), peer, "1");
  expect(read({ file: "a", sub_type: 1, summary: "[动画表情]" })).toMatchObject({
    text: "[动画表情]",
    attachments: [],
  });
  expect(read({ file: "a", sub_type: 0, summary: "" }).attachments).toHaveLength(1);
});

test("a card that is a place is told as a place", () => {
  const data = JSON.stringify({
    app: "com.tencent.map",
    meta: { "Location.Search": { name: "体育场", address: "光明路1号", lat: "31.2", lng: "121.4" } },
  });
  expect(readSegments(toSegments([{ type: "json", data: { data } }]), peer, "1").text).toBe(
    "[位置] 体育场 光明路1号 (31.2,121.4)",
  );
  expect(readSegments(toSegments([{ type: "json", data: { data: "{" } }]), peer, "1")).toMatchObject({
    text: "",
    unreadable: ["json"],
  });
});

test("a nudge or a red packet is the network's, words beside it are somebody's", () => {
  const read = (...types: string[]) =>
    readSegments(toSegments(types.map((type) => ({ type, data: { text: "救命" } }))), peer, "1").system;
  expect([read("poke"), read("redbag"), read("poke", "text"), read("text"), read()]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
