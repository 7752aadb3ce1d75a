import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  beginEpoch,
  compareIds,
  knowsPerson,
  parseMemory,
  remember,
} from "../../../src/channels/wechaty/epoch.ts";

const groups = [
  { id: "1@chatroom", name: "体育场警务室警民群" },
  { id: "2@chatroom", name: "新程街警民群" },
  { id: "3@chatroom", name: "矿工路警民群" },
];
const people = [{ id: "p1", name: "张秀英" }];
const memory = remember(beginEpoch("bot", 0), { groups, people });

describe("epoch of WeChat ids", () => {
  test("another account is another epoch, whatever the groups are called", () => {
    expect(compareIds(memory, "bot2", { groups, people })).toBe("changed");
  });

  test("the same ids with the same names are the same epoch", () => {
    expect(compareIds(memory, "bot", { groups, people })).toBe("same");
  });

  test("one group renamed, one left and one new do not change it", () => {
    const now = [
      { id: "1@chatroom", name: "改了名的群" },
      { id: "2@chatroom", name: "新程街警民群" },
      { id: "9@chatroom", name: "新群" },
    ];
    expect(compareIds(memory, "bot", { groups: now, people })).toBe("same");
  });

  test("while lists are still empty nothing is decided", () => {
    expect(compareIds(memory, "bot", { groups: [], people: [] })).toBe("unclear");
    expect(compareIds(beginEpoch("bot", 0), "bot", { groups, people })).toBe("same");
  });

  test("a name that could not be looked up says nothing, then or now", () => {
    const unnamed = remember(beginEpoch("bot", 0), { people: [{ id: "p1", name: "" }] });
    expect(compareIds(unnamed, "bot", { groups: [], people })).toBe("same");
    const later = remember(memory, { people: [{ id: "p1", name: "" }] });
    expect(compareIds(later, "bot", { groups: [], people })).toBe("same");
    const now = [{ id: "p1", name: "" }];
    expect(compareIds(memory, "bot", { groups: [], people: now })).toBe("unclear");
  });

  test("however ids are dealt out anew, an epoch is only kept when most of them mean what they meant", () => {
    const ids = groups.map((group) => group.id);
    fc.assert(
      fc.property(fc.shuffledSubarray(ids, { minLength: 0, maxLength: 3 }), (dealt) => {
        const now = dealt.map((id, i) => ({ id, name: groups[i]?.name ?? "" }));
        const right = now.filter(({ id, name }) => groups.some((g) => g.id === id && g.name === name)).length;
        const verdict = compareIds(memory, "bot", { groups: now, people: [] });
        expect(verdict === "same").toBe(right > now.length - right);
      }),
    );
  });

  test("what is kept holds no id and no name, survives writing, and nothing else is taken for it", () => {
    const text = JSON.stringify(memory);
    // Digests may hold any letters.
    expect(text.replaceAll(/"[\w-]{22,}"/g, "")).not.toMatch(/bot|chatroom|警民|p1|张秀英/);
    expect(parseMemory(text)).toEqual(memory);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (other) => {
        expect(parseMemory(other)).toBeUndefined();
      }),
    );
    expect(parseMemory(undefined)).toBeUndefined();
  });

  test("only the last twenty people are remembered: each costs a look-up at the next login", () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ id: `q${i}`, name: `某${i}` }));
    const full = remember(memory, { people: many });
    expect(many.filter(({ id }) => knowsPerson(full, id)).map(({ id }) => id)).toEqual(
      many.slice(30).map(({ id }) => id),
    );
    expect(compareIds(full, "bot", { groups, people: [] })).toBe("same");
  });
});
