import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readHolidays } from "../../src/alerts/holiday-file.ts";
import { createRounds } from "../../src/briefs/rounds.ts";
import { parseConfig } from "../../src/config/config.ts";
import type { Officer, Role } from "../../src/domain/people.ts";
import { fileReport } from "../../src/domain/report-actions.ts";
import type { Category } from "../../src/domain/reports.ts";
import { isWorkday } from "../../src/domain/workdays.ts";
import { newId } from "../../src/lib/ids.ts";
import { inZone } from "../../src/lib/time.ts";
import { withDeadlines } from "../../src/reports/clocks.ts";
import { dueAt } from "../../src/reports/deadlines.ts";
import { reminderRounds } from "../../src/reports/remind.ts";
import { createMemoryStore } from "../support/memory-store.ts";

const HOUR = 3_600_000;
const zone = "Asia/Shanghai";
const { calendar } = readHolidays(await readFile("alerts/holidays.yaml"), "holidays.yaml");
const config = parseConfig(
  JSON.stringify({
    station: { name: "光明路派出所" },
    channels: [{ name: "byhand", type: "manual" }],
    data: "./data",
    alerts: "./alerts",
  }),
  "jingmin.yaml",
  {},
);
const context = { config, holidays: () => calendar };

/** A station with its timers, and a clock that jumps. */
async function createDays() {
  const store = createMemoryStore({ rehearse: true });
  const rounds = createRounds(reminderRounds(context), context);
  let now = new Date("2026-02-05T10:00:00+08:00");
  const officer = (name: string, role: Role): Officer => ({
    id: name,
    name,
    role,
    fixed: true,
    accounts: [{ channel: "byhand", epoch: "", kind: "user", id: name }],
  });
  await store.tx(async (t) => {
    t.officers.put(officer("li", "officer"));
    t.officers.put(officer("zhi", "dispatcher"));
    t.officers.put(officer("suo", "leader"));
  });
  const start = () => store.tx((t) => rounds.arm(t, now));
  await start();

  async function runDue(): Promise<void> {
    for (;;) {
      const due = (await store.timers.all()).find(({ at }) => Date.parse(at) <= now.getTime());
      if (!due) return;
      await store.tx(async (t) => {
        t.timers.remove(due.id);
        await rounds.job(t, due, now);
      });
    }
  }

  return {
    store,
    now: () => now,
    start,
    runDue,
    leap(hours: number) {
      now = new Date(now.getTime() + hours * HOUR);
    },
    async wait(hours: number) {
      const end = new Date(now.getTime() + hours * HOUR);
      for (;;) {
        await runDue();
        const next = (await store.timers.all()).map(({ at }) => at).sort()[0];
        if (!next || Date.parse(next) > end.getTime()) break;
        now = new Date(next);
      }
      now = end;
    },
    async file(category: Category, assignee?: string): Promise<string> {
      const number = `R2602-${String(newId(now)).slice(-6)}`;
      const filed = { id: newId(now), number, category, priority: "normal", reporter: "p" } as const;
      const { report } = fileReport(filed, { text: "" }, { now, newId });
      const taken = assignee ? ({ assignee, status: "accepted" } as const) : {};
      await store.tx(async (t) => t.reports.put(withDeadlines({ ...report, ...taken }, context)));
      return number;
    },
    sent: () => store.deliveries.inStates(["pending"]),
  };
}

const wait = fc.record({ do: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 60 }) });
const file = fc.record({
  do: fc.constant("file" as const),
  category: fc.constantFrom<Category>("help", "dispute", "tip", "complaint"),
  isTaken: fc.boolean(),
});
const down = fc.record({ do: fc.constant("down" as const), hours: fc.integer({ min: 1, max: 300 }) });
const jump = fc.record({
  do: fc.constant("jump" as const),
  hours: fc.integer({ min: -100, max: 1_000 }),
  stays: fc.integer({ min: 1, max: 40 }),
});
type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Step = Of<typeof wait> | Of<typeof file> | Of<typeof down> | Of<typeof jump>;

async function play(steps: readonly Step[]) {
  const days = await createDays();
  const numbers: string[] = [];
  for (const step of steps) {
    if (step.do === "wait") await days.wait(step.hours);
    else if (step.do === "file") {
      const holder = step.isTaken && step.category !== "complaint" ? "li" : undefined;
      if (numbers.length < 4) numbers.push(await days.file(step.category, holder));
    } else if (step.do === "down") {
      days.leap(step.hours);
      await days.start();
      await days.runDue();
    } else {
      days.leap(step.hours);
      await days.start();
      await days.wait(step.stays);
      days.leap(-step.hours);
      await days.start();
    }
  }
  return { days, numbers };
}

test("no deadline is silently lost: down, over holidays, with a clock that jumps, somebody hears within two working days; later only by the days that a clock lived through wrongly", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(wait, file, down, jump), { minLength: 2, maxLength: 14 }),
      async (steps) => {
        const { days, numbers } = await play(steps);
        const settled = days.now();
        const last = await days.file("help");
        // Longer than any first term, with the longest holiday in it.
        await days.wait(30 * 24);
        for (const number of [...numbers, last]) {
          const report = await days.store.reports.byNumber(number);
          const due = new Date(report?.firstDueAt ?? 0);
          const from = due > settled ? due : settled;
          // What happened on a day does not happen again on it, though the clock was wrong then.
          const lived = steps.filter((step) => step.do === "jump").length * 3;
          const by = dueAt(from, { days: 2 + lived, calendar: "workdays" }, { zone, calendar });
          const told = (await days.sent()).filter(
            ({ text, createdAt }) =>
              text.includes(number) && createdAt >= from.toISOString() && createdAt <= by.toISOString(),
          );
          expect(told.length, `${number} ${from.toISOString()}`).toBeGreaterThan(0);
        }
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);

test("without jumps of the clock: only in working hours, two messages a person and day at most", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(wait, file, down), { minLength: 2, maxLength: 20 }), async (steps) => {
      const { days } = await play(steps);
      await days.wait(20 * 24);
      const counts = new Map<string, number>();
      for (const { to, createdAt } of await days.sent()) {
        const local = inZone(createdAt, zone);
        expect(isWorkday(local.format("YYYY-MM-DD"), calendar)).toBe(true);
        expect(local.format("HH:mm") >= "09:00" && local.format("HH:mm") <= "18:15").toBe(true);
        const key = `${JSON.stringify(to)} ${local.format("YYYY-MM-DD")}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      expect(Math.max(0, ...counts.values())).toBeLessThanOrEqual(2);
    }),
    { numRuns: 60 },
  );
}, 60_000);
