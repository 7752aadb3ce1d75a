import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDays, type Shift } from "../../src/domain/shifts.ts";
import { onShift } from "../../src/people/shifts.ts";

const calendar = { holidays: new Set(["2026-10-01"]), workdays: new Set(["2026-10-10"]) };
const station = { zone: "Asia/Shanghai", calendar };
const shift = (days: string, hours: string, name: string): Shift => {
  const [from = "", to = ""] = hours.split("-");
  return { days: parseDays(days) ?? "every", from, to, name };
};
const at = (time: string) => new Date(`2026-${time.replace(" ", "T")}:00+08:00`);

test.each([
  ["周一-周五", [1, 2, 3, 4, 5]],
  ["周六、周日", [6, 7]],
  ["星期六,星期天", [6, 7]],
  ["周五至周一", [5, 6, 7, 1]],
  ["周三", [3]],
  ["周 一 － 周 三", [1, 2, 3]],
])("%s are the days %j", (written, days) => {
  expect([...(parseDays(written) as Set<number>)]).toEqual(days);
});

test.each(["周八", "明天", "", "周一周二", "1-5", "周一-"])("%j names no days", (written) => {
  expect(parseDays(written)).toBeUndefined();
});

test.each([
  // 2026-11-24 is a Tuesday.
  ["11-24 08:00", ["赵"]],
  ["11-24 07:59", ["李"]],
  ["11-24 17:59", ["赵"]],
  ["11-24 18:00", ["李"]],
  ["11-25 02:00", ["李"]],
  ["11-28 02:00", ["李"]],
  ["11-28 12:00", ["王"]],
  ["11-29 23:00", ["王"]],
  ["11-30 07:00", ["王"]],
  ["11-30 08:00", ["赵"]],
])("at %s these are on duty: %j", (now, names) => {
  const roster = [
    shift("周一-周五", "08:00-18:00", "赵"),
    shift("周一-周五", "18:00-08:00", "李"),
    shift("周六、周日", "08:00-08:00", "王"),
  ];
  expect(onShift(roster, at(now), station)).toEqual(names);
});

test("days that the holiday calendar moves are moved for the roster, too", () => {
  const roster = [shift("工作日", "08:00-18:00", "赵"), shift("休息日", "08:00-18:00", "王")];
  expect(onShift(roster, at("10-01 10:00"), station)).toEqual(["王"]);
  expect(onShift(roster, at("10-10 10:00"), station)).toEqual(["赵"]);
});

test("who stands twice is on duty once, and nobody is where no shift is", () => {
  expect(
    onShift(
      [shift("每天", "08:00-18:00", "赵"), shift("周二", "09:00-12:00", "赵")],
      at("11-24 10:00"),
      station,
    ),
  ).toEqual(["赵"]);
  expect(onShift([], at("11-24 10:00"), station)).toEqual([]);
});

test("two shifts that share the day between them leave no minute without somebody, and no minute with both", () => {
  const minute = fc.integer({ min: 0, max: 1439 });
  const clock = (m: number) =>
    `${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`;
  fc.assert(
    fc.property(minute, minute, minute, (a, b, now) => {
      fc.pre(a !== b);
      const roster = [
        shift("每天", `${clock(a)}-${clock(b)}`, "赵"),
        shift("每天", `${clock(b)}-${clock(a)}`, "李"),
      ];
      expect(onShift(roster, at(`11-24 ${clock(now)}`), station)).toHaveLength(1);
    }),
  );
});
