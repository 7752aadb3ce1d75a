import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readHolidays } from "../../src/alerts/holiday-file.ts";
import { addPeriod, dueOn, subjectsDue, type Turn, turnOf } from "../../src/domain/ledger-dues.ts";
import type { Ledger, Period } from "../../src/domain/ledgers.ts";
import { addDays } from "../../src/domain/named-days.ts";
import { isWorkday } from "../../src/domain/workdays.ts";

const { calendar } = readHolidays(readFileSync("alerts/holidays.yaml"), "holidays.yaml");
const offices = Array.from({ length: 11 }, (_, i) => `第${i + 1}警务室`);
const monthly: Period = { count: 1, unit: "M" };

/** A ledger of so many subjects, spread over the offices. */
function ledgerOf(word: string, count: number, repeat: Period): Ledger {
  const subjects = Array.from({ length: count }, (_, i) => ({
    name: `${word}${i + 1}`,
    office: offices[i % 11],
  }));
  return {
    id: word,
    subjects,
    repeat,
    since: "2026-01-01",
    due: [],
    fields: [],
    states: [{ id: "done", ends: true, to: [] }],
  } as never;
}

/** By hand: the last day of work of each month of 2026, as the State Council's calendar has it. */
const lastWorkdays = [
  "2026-01-30",
  "2026-02-28",
  "2026-03-31",
  "2026-04-30",
  "2026-05-29",
  "2026-06-30",
  "2026-07-31",
  "2026-08-31",
  "2026-09-30",
  "2026-10-30",
  "2026-11-30",
  "2026-12-31",
];

test("a year of rentals and units of eleven offices: every due date right, none twice, none missing, also over a stop of three days", () => {
  for (const [word, count] of [
    ["出租房", 470],
    ["单位", 30],
    ["警务室", 11],
  ] as const) {
    const ledger = ledgerOf(word, count, monthly);
    const last = new Map<string, string>();
    const done = new Map<string, string[]>();
    const stopped = new Set(["2026-03-30", "2026-03-31", "2026-04-01"]);
    for (let day = "2026-01-01"; day <= "2026-12-31"; day = addDays(day, 1)) {
      if (stopped.has(day)) continue;
      const due = subjectsDue(ledger, last, day, calendar);
      expect(new Set(due.map(({ subject }) => subject)).size).toBe(due.length);
      // Each is visited on its last day, or, where the bot was down then, when it runs again.
      for (const one of due.filter((each) => each.due <= day || addDays(each.due, -2) === day)) {
        if (one.due > day && Number(one.subject.slice(word.length)) % 2 === 0) continue;
        done.set(one.subject, [...(done.get(one.subject) ?? []), one.due]);
        last.set(one.subject, day);
      }
    }
    expect(done.size).toBe(count);
    for (const [subject, dues] of done) {
      const isEven = Number(subject.slice(word.length)) % 2 === 0;
      // The even ones had their March visit on 2 April: it was due in March, and April's is met by it.
      expect(dues).toEqual(isEven ? lastWorkdays.filter((day) => !day.startsWith("2026-04")) : lastWorkdays);
    }
  }
});

function workdaysIn({ from, to }: Turn): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) if (isWorkday(day, calendar)) days.push(day);
  return days;
}

test("a turn without a day of work, as the week from 1 to 7 October, is due on its last day", () => {
  const turn = turnOf(ledgerOf("x", 1, { count: 1, unit: "W" }), "2026-10-01", calendar);
  expect(turn).toMatchObject({ from: "2026-10-01", due: "2026-10-07" });
});

test("a subject is due once a turn, on a day of work within it, whatever the period and the day it was seen", () => {
  const period = fc.record({
    count: fc.integer({ min: 1, max: 6 }),
    unit: fc.constantFrom("W" as const, "M" as const, "Y" as const),
  });
  const days = fc.integer({ min: 0, max: 700 }).map((n) => addDays("2026-01-01", n));
  fc.assert(
    fc.property(period, days, days, (repeat, seen, today) => {
      const ledger = ledgerOf("x", 1, repeat);
      const turn = turnOf(ledger, today, calendar);
      expect(turn && turn.from <= today && today <= turn.to).toBe(true);
      expect(turn && turn.from <= turn.due && turn.due <= turn.to).toBe(true);
      // A week of National Day may have no day of work in it: then it is its last day.
      const isRest = turn && workdaysIn(turn).length === 0;
      expect(turn?.due).toBe(isRest ? turn.to : turn && workdaysIn(turn).at(-1));
      const due = subjectsDue(ledger, new Map([["x1", seen]]), today, calendar);
      const seenIn = turnOf(ledger, seen, calendar);
      expect(due.length).toBe(seenIn && today > seenIn.to ? 1 : 0);
      for (const one of due) expect(one.due > seen).toBe(true);
    }),
  );
});

test("a month after the 31st is the last of the shorter month; an entry is due by the first rule that holds in its state", () => {
  expect(addPeriod("2026-01-31", monthly)).toBe("2026-02-28");
  expect(addPeriod("2028-02-29", { count: 1, unit: "Y" })).toBe("2029-02-28");
  const states = [
    { id: "open", ends: false, to: ["agreed"] },
    { id: "agreed", ends: false, to: ["done"] },
    { id: "done", ends: true, to: [] },
  ];
  const fields = [{ id: "on", type: "date" }];
  const due = [
    { of: "on", after: { count: 7, unit: "D" }, in: ["agreed"] },
    { of: "report", after: { count: 3, unit: "D" }, in: ["open"] },
  ];
  const ledger = { states, fields, due } as never;
  const entry = { values: { on: "2026-12-01" }, day: "2026-11-24" };
  expect(dueOn(ledger, { ...entry, state: "agreed" })).toBe("2026-12-08");
  expect(dueOn(ledger, { ...entry, state: "open" })).toBeUndefined();
  expect(dueOn(ledger, { ...entry, state: "open" }, "2026-11-29")).toBe("2026-12-02");
  expect(dueOn(ledger, { ...entry, state: "done" })).toBeUndefined();
});
