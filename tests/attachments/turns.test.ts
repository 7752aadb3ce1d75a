import fc from "fast-check";
import { expect, test } from "vitest";
import { nextTurns, type Turn } from "../../src/attachments/turns.ts";

let count = 0;
const turn = (person: string, { attempts = 0, urgent = false } = {}): Turn => ({
  person,
  urgent,
  job: {
    id: `a${++count}`,
    report: `r-${person}`,
    kind: "image",
    channel: "qq",
    state: "pending",
    attempts,
    receivedAt: "",
  },
});
const many = (person: string, times: number, more = {}) =>
  Array.from({ length: times }, () => turn(person, more));
const people = (turns: readonly Turn[]) => turns.map(({ person }) => person).join("");

test("six pictures of one leave room for everybody else's", () => {
  expect(people(nextTurns([...many("A", 6), turn("B"), turn("C")], []))).toBe("ABCA");
  expect(people(nextTurns(many("A", 6), many("A", 2)))).toBe("");
  expect(people(nextTurns([...many("A", 6), turn("B")], many("A", 2)))).toBe("B");
});

test("first tries come before retries, which leave room", () => {
  const retries = ["A", "B", "C", "D"].map((person) => turn(person, { attempts: 3 }));
  expect(people(nextTurns([...retries, turn("E")], []))).toBe("EABC");
  expect(people(nextTurns([turn("E")], retries.slice(0, 3)))).toBe("E");
  expect(people(nextTurns([turn("D", { attempts: 1 })], retries.slice(0, 3)))).toBe("");
});

test("urgent reports come before all others", () => {
  expect(people(nextTurns([turn("A"), turn("B", { attempts: 2, urgent: true })], []))).toBe("BA");
});

test("never more than eight, two of one and three retries; what can begin does", () => {
  const turns = fc.array(
    fc.record({ person: fc.constantFrom(..."ABCDEF"), attempts: fc.nat(2), urgent: fc.boolean() }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(turns, fc.nat(8), (all, already) => {
      const made = all.map(({ person, ...more }) => turn(person, more));
      const busy = nextTurns(made.slice(0, 20), []).slice(0, already);
      const due = made.filter((one) => !busy.includes(one));
      const begun = nextTurns(due, busy);
      const after = [...busy, ...begun];
      const retries = after.filter(({ job }) => job.attempts > 0);
      const load = (person: string) => after.filter((one) => one.person === person).length;
      expect(after.length).toBeLessThanOrEqual(8);
      expect(retries.length).toBeLessThanOrEqual(3);
      for (const { person } of after) expect(load(person)).toBeLessThanOrEqual(2);
      const left = due.filter((one) => !begun.includes(one));
      for (const one of left) {
        const full = after.length === 8 || load(one.person) === 2;
        expect(full || (one.job.attempts > 0 && retries.length === 3)).toBe(true);
      }
    }),
  );
});
