import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readHolidays } from "../../src/alerts/holiday-file.ts";
import { isWorkday } from "../../src/domain/workdays.ts";
import { inZone } from "../../src/lib/time.ts";
import { daysBetween, dueAt, workingMoment } from "../../src/reports/deadlines.ts";

const zone = "Asia/Shanghai";
const { calendar } = readHolidays(await readFile("alerts/holidays.yaml"), "holidays.yaml");
const station = { zone, calendar };

/** An instant of 2026 on the station's clocks, `11-24 10:00`. */
const on = (text: string) => new Date(`2026-${text.replace(" ", "T")}:00+08:00`);
const shown = (at: Date) => inZone(at, zone).format("MM-DD HH:mm");

/** Counted by hand with the State Council's calendar of 2026. */
describe("a term ends at the end of work on its last day", () => {
  test.each([
    // One working day.
    ["11-24 10:00", 1, "11-25 18:00", "a Tuesday's is over on Wednesday"],
    ["11-24 00:01", 1, "11-25 18:00", "the first day does not count, however early"],
    ["11-24 23:59", 1, "11-25 18:00", "nor however late"],
    ["11-27 17:00", 1, "11-30 18:00", "Friday's on Monday"],
    ["11-28 09:00", 1, "11-30 18:00", "Saturday's on Monday"],
    ["11-29 23:00", 1, "11-30 18:00", "Sunday's on Monday"],
    // Three.
    ["11-24 10:00", 3, "11-27 18:00", "Tuesday's on Friday"],
    ["11-25 10:00", 3, "11-30 18:00", "over a weekend"],
    ["11-27 10:00", 3, "12-02 18:00", "from a Friday"],
    // Weekends that are worked.
    ["02-13 10:00", 1, "02-14 18:00", "the Saturday before Spring Festival is worked"],
    ["02-14 10:00", 1, "02-24 18:00", "from it, the next working day comes after nine days off"],
    ["02-15 02:00", 1, "02-24 18:00", "from the first day of the festival"],
    ["02-23 20:00", 1, "02-24 18:00", "from its last"],
    ["02-12 10:00", 3, "02-24 18:00", "Friday, the worked Saturday, the first day after"],
    ["02-26 10:00", 2, "02-28 18:00", "another worked Saturday"],
    ["02-27 10:00", 2, "03-02 18:00", "and the Monday after it"],
    ["05-08 10:00", 1, "05-09 18:00", "the Saturday after Labour Day is worked"],
    ["05-09 10:00", 1, "05-11 18:00", "and the Sunday after it is not"],
    ["09-18 10:00", 1, "09-20 18:00", "a worked Sunday behind a free Saturday"],
    ["09-24 10:00", 1, "09-28 18:00", "Mid-Autumn on a Friday"],
    ["09-30 10:00", 1, "10-08 18:00", "National Day's seven days"],
    ["09-30 10:00", 3, "10-10 18:00", "with the worked Saturday after it"],
    ["10-09 10:00", 2, "10-12 18:00", "Saturday worked, Sunday not"],
    ["04-03 10:00", 1, "04-07 18:00", "Tomb Sweeping"],
    ["06-18 10:00", 1, "06-22 18:00", "Dragon Boat"],
    ["01-04 08:00", 1, "01-05 18:00", "the worked Sunday after New Year"],
    ["12-31 10:00", 1, "01-01 18:00", "a year the calendar does not know is Monday to Friday"],
  ])("%s, %i working days: %s (%s)", (from, days, due) => {
    expect(shown(dueAt(on(from), { days, calendar: "workdays" }, station))).toBe(due);
  });

  test.each([
    ["11-24 10:00", 15, "12-09 18:00", "fifteen days count every day"],
    ["11-28 10:00", 15, "12-14 18:00", "a last day that is a Sunday moves to Monday"],
    ["11-27 10:00", 15, "12-14 18:00", "a Saturday too"],
    ["01-31 10:00", 15, "02-24 18:00", "into the festival: the first working day after it"],
    ["09-20 10:00", 15, "10-08 18:00", "into National Day"],
    ["11-24 10:00", 7, "12-01 18:00", "seven"],
  ])("%s, %i days: %s (%s)", (from, days, due) => {
    expect(shown(dueAt(on(from), { days, calendar: "days" }, station))).toBe(due);
  });

  test.each([
    ["11-24 10:00", 1, 3, "11-30 18:00", "three days' pause from Wednesday is a Saturday, so Monday"],
    ["11-23 10:00", 1, 1, "11-25 18:00", "one day"],
    ["11-24 10:00", 1, 0, "11-25 18:00", "none"],
    ["02-12 10:00", 1, 1, "02-14 18:00", "onto a worked Saturday"],
  ])("%s, %i working days and %i days of pause: %s (%s)", (from, days, paused, due) => {
    expect(shown(dueAt(on(from), { days, calendar: "workdays" }, station, paused))).toBe(due);
  });

  test("is always the end of a working day, later than it began, and never earlier for a longer term", () => {
    const instant = fc.date({ min: on("01-01 00:00"), max: on("12-31 23:59"), noInvalidDate: true });
    const kind = fc.constantFrom("workdays" as const, "days" as const);
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 20 }), kind, (from, days, calendarKind) => {
        const due = dueAt(from, { days, calendar: calendarKind }, station);
        expect(due > from).toBe(true);
        expect(isWorkday(inZone(due, zone).format("YYYY-MM-DD"), calendar)).toBe(true);
        expect(dueAt(from, { days: days + 1, calendar: calendarKind }, station) >= due).toBe(true);
      }),
    );
  });
});

test.each([
  ["11-24 10:00", "11-24 10:00"],
  ["11-24 03:00", "11-24 09:00"],
  ["11-24 18:00", "11-25 09:00"],
  ["11-24 23:30", "11-25 09:00"],
  ["11-27 19:00", "11-30 09:00"],
  ["11-28 12:00", "11-30 09:00"],
  ["02-14 12:00", "02-14 12:00"],
  ["02-14 18:30", "02-24 09:00"],
])("whoever is to be reminded at %s is reminded at %s", (now, moment) => {
  expect(shown(workingMoment(on(now), station))).toBe(moment);
});

test("a question to the resident pauses for whole days, and for three at most", () => {
  expect(daysBetween(on("11-24 23:50"), on("11-25 00:10"), zone, 3)).toBe(1);
  expect(daysBetween(on("11-24 08:00"), on("11-24 22:00"), zone, 3)).toBe(0);
  expect(daysBetween(on("11-24 08:00"), on("11-30 08:00"), zone, 3)).toBe(3);
  expect(daysBetween(on("11-24 08:00"), on("11-20 08:00"), zone, 3)).toBe(0);
});
