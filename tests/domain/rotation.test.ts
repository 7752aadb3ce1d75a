import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AlertFile, compareFileNames, drawAlert } from "../../src/domain/rotation.ts";

const now = new Date("2026-11-24T00:10:00Z");
const day = "2026-11-24";
const file = (name: string, more: Partial<AlertFile> = {}): AlertFile => ({
  id: `s/${name}`,
  series: "s",
  file: name,
  title: name,
  category: "Safety",
  severity: "Minor",
  urgency: "Future",
  certainty: "Possible",
  msgType: "Alert",
  text: name,
  ...more,
});
const draw = (names: string[], recent: string[] = []) =>
  drawAlert(
    names.map((name) => file(name)),
    { day, now, recent },
  )?.file;

const undated = fc.uniqueArray(fc.stringMatching(/^[a-z一-龥0-9]{1,6}\.md$/), {
  minLength: 1,
  maxLength: 12,
});

describe("the rotation", () => {
  test("sends every file once before any comes again, in order of name", () => {
    fc.assert(
      fc.property(undated, fc.nat(11), (names, start) => {
        let last = names[start % names.length] ?? "";
        const sent = names.map(() => {
          last = draw(names, [last]) ?? "";
          return last;
        });
        expect(new Set(sent).size).toBe(names.length);
        const ascents = sent.filter((name, n) => n > 0 && compareFileNames(sent[n - 1] ?? "", name) > 0);
        expect(ascents.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("never sends the same twice in a row while there is another, also when files come and go", () => {
    fc.assert(
      fc.property(fc.array(undated, { minLength: 2, maxLength: 20 }), (states) => {
        let last: string | undefined;
        for (const names of states) {
          const drawn = draw(names, last ? [last] : []);
          expect(names).toContain(drawn);
          if (names.length > 1) expect(drawn).not.toBe(last);
          last = drawn;
        }
      }),
    );
  });

  test("keeps its place over a day that had its own alert", () => {
    expect(draw(["01.md", "02.md", "03.md", "2026-11-23.md"], ["2026-11-23.md", "02.md"])).toBe("03.md");
  });

  test("begins with the first, goes on after one that was deleted, and counts as people do", () => {
    expect(draw(["b.md", "a.md"])).toBe("a.md");
    expect(draw(["01.md", "03.md"], ["02.md"])).toBe("03.md");
    expect(draw(["9.md", "10.md", "100.md"], ["9.md"])).toBe("10.md");
  });

  test("draws nothing from nothing", () => {
    expect(draw([])).toBeUndefined();
    expect(draw(["2026-11-25.md"])).toBeUndefined();
  });
});

describe("a file named after a day", () => {
  test("is that day's alert, and on no other day drawn", () => {
    fc.assert(
      fc.property(
        undated,
        fc.constantFrom("", "-消防", " 2"),
        fc.option(fc.nat(11)),
        (names, suffix, last) => {
          const recent = last === null ? [] : [names[last % names.length] ?? ""];
          expect(draw([...names, `2026-11-24${suffix}.md`, "2026-11-25.md"], recent)).toBe(
            `2026-11-24${suffix}.md`,
          );
          expect(draw([...names, "2026-11-25.md", "2025-11-24.md"], recent)).not.toMatch(/^20\d\d-/);
        },
      ),
    );
  });

  test("shares the day with another of the same day", () => {
    const names = ["2026-11-24-a.md", "2026-11-24-b.md", "1.md"];
    expect(draw(names, ["1.md"])).toBe("2026-11-24-a.md");
    expect(draw(names, ["2026-11-24-a.md"])).toBe("2026-11-24-b.md");
  });
});

describe("an alert out of its time", () => {
  const draws = (more: Partial<AlertFile>, name = "1.md") =>
    drawAlert([file(name, more), file("2.md")], { day, now, recent: ["2.md"] })?.file;

  test("is left out, dated or not", () => {
    expect(draws({})).toBe("1.md");
    expect(draws({ expires: "2026-11-24T00:10:00Z" })).toBe("2.md");
    expect(draws({ effective: "2026-11-24T00:10:01Z" })).toBe("2.md");
    expect(draws({ expires: "2026-11-23T00:00:00Z" }, "2026-11-24.md")).toBe("2.md");
  });
  test.each([
    [{ from: "11-01", to: "03-15" }, "1.md"],
    [{ from: "11-24", to: "11-24" }, "1.md"],
    [{ from: "11-25", to: "03-15" }, "2.md"],
    [{ from: "04-15", to: "10-15" }, "2.md"],
    [{ from: "12-01", to: "11-23" }, "2.md"],
    [{ from: "12-01", to: "11-24" }, "1.md"],
  ])("is left out of season: %o", (season, expected) => {
    expect(draws({ season })).toBe(expected);
  });
  test("comes back within it", () => {
    expect(draws({ effective: "2026-11-24T08:10:00+08:00", expires: "2026-11-24T00:10:01Z" })).toBe("1.md");
  });
});

test("names are ordered strictly: no two are equal but the same", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(compareFileNames(a, b) === 0).toBe(a === b);
      expect(Math.sign(compareFileNames(a, b)) + Math.sign(compareFileNames(b, a))).toBe(0);
    }),
  );
});
