import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readAlert } from "../../src/alerts/alert-file.ts";
import { loadAlerts } from "../../src/alerts/alert-files.ts";
import { nextDue } from "../../src/alerts/due.ts";
import { alertLength, signAlert } from "../../src/domain/alert-text.ts";
import { hotlines } from "../../src/domain/hotlines.ts";
import { findPersonalNumbers } from "../../src/domain/personal-numbers.ts";
import { type AlertFile, dayOfFile, drawAlert } from "../../src/domain/rotation.ts";
import { isWorkday } from "../../src/domain/workdays.ts";

const timezone = "Asia/Shanghai";
const dir = fileURLToPath(new URL("../../alerts", import.meta.url));
const { schedules, series, calendar, faults } = await loadAlerts(dir, {
  timezone,
  now: new Date("2026-11-24T00:00:00Z"),
});
const daily = series.get("daily") ?? [];
const traffic = series.get("traffic") ?? [];
const all = [...series.values()].flat();
const topics = ["防诈", "防盗", "交通", "消防", "学生", "反恐"];
const topicOf = (file: string) => topics.find((topic) => file.includes(`-${topic}-`));
const bodyOf = ({ text }: AlertFile) => text.slice(text.indexOf("\n") + 1);

test("the whole folder is read without one fault or warning", () => {
  expect(faults).toEqual([]);
});

test("there are alerts enough, balanced over the handbook's six topics", () => {
  const undated = daily.filter(({ file }) => !dayOfFile(file));
  expect(undated.length).toBeGreaterThanOrEqual(36);
  expect(traffic.filter(({ season }) => !season).length).toBeGreaterThanOrEqual(10);
  const counts = topics.map((topic) => undated.filter(({ file }) => topicOf(file) === topic).length);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(6);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
});

test("there are a hundred and more, for everybody and for those with duties of their own", () => {
  expect(all.length).toBeGreaterThanOrEqual(100);
  for (const audience of ["hotel", "rental", "school", "shop", "guards", "riders", "elders"])
    expect(series.get(audience)?.length ?? 0, audience).toBeGreaterThanOrEqual(7);
  const seasons = daily.filter(({ season }) => season);
  expect(seasons.length).toBeGreaterThanOrEqual(8);
});

describe.each(all.map((alert) => [alert.id, alert] as const))("%s", (_, alert) => {
  const body = bodyOf(alert);
  test("keeps the house rules", () => {
    expect([...alert.title].length).toBeLessThanOrEqual(14);
    expect(alert.text.startsWith(`【${alert.title}】\n`)).toBe(true);
    expect(alertLength(body)).toBeGreaterThanOrEqual(60);
    expect(alertLength(body)).toBeLessThanOrEqual(120);
    expect(signAlert(alert.text, "光明路派出所")).toMatch(/光明路派出所$/);
    expect(signAlert(alert.text, "光明路派出所")).not.toMatch(/[{}]/);
    expect(alert.text).not.toMatch(/https?|www\.|\.com|\.cn|@/i);
    expect(findPersonalNumbers(alert.text)).toEqual([]);
  });

  test("names no number but public hotlines and the figures of the law", () => {
    const numbers = body.match(/\d+/g) ?? [];
    const known = new Set([...hotlines.keys(), "16", "12"]);
    expect(numbers.filter((number) => !known.has(number))).toEqual([]);
  });
});

describe("no two alike", () => {
  test("titles and openings differ", () => {
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
    expect(new Set(all.map((alert) => bodyOf(alert).slice(0, 3))).size).toBe(all.length);
  });

  test("texts share few words", () => {
    const pairs = (text: string) => {
      const signs = [...text.replace(/[\s\p{P}]|\{station\}/gu, "")];
      return new Set(signs.slice(1).map((sign, n) => `${signs[n]}${sign}`));
    };
    const sets = all.map((alert) => [alert.id, pairs(bodyOf(alert))] as const);
    const alike = sets.flatMap(([a, one], n) =>
      sets.slice(n + 1).flatMap(([b, other]) => {
        const shared = [...one].filter((pair) => other.has(pair)).length;
        return shared / Math.min(one.size, other.size) > 0.3 ? [`${a} ~ ${b}`] : [];
      }),
    );
    expect(alike).toEqual([]);
  });
});

test("over a whole year two days running never have the same topic, and winter says nothing of swimming", () => {
  const recent: string[] = [];
  for (let n = 0; n < 400; n++) {
    const now = new Date(Date.UTC(2026, 10, 24 + n, 0, 10));
    const day = now.toISOString().slice(0, 10);
    const drawn = drawAlert(daily, { day, now, recent });
    expect(drawn, day).toBeDefined();
    const file = drawn?.file ?? "";
    const before = recent[0];
    if (before && !dayOfFile(file) && !dayOfFile(before))
      expect(topicOf(file), day).not.toBe(topicOf(before));
    if (/-(12|01|02)-/.test(day)) expect(file).not.toContain("溺水");
    if (/-(06|07|08)-/.test(day)) expect(file).not.toContain("烤火");
    recent.unshift(file);
  }
});

test("every hotline that may be named has its source", async () => {
  const sources = await readFile(`${dir}/SOURCES.md`, "utf8");
  for (const number of hotlines.keys())
    expect(sources).toMatch(new RegExp(`^\\| [^|]*(?<!\\d)${number}(?!\\d)`, "m"));
});

test("every series that is written is on the schedule", () => {
  expect(new Set(schedules.map((schedule) => schedule.series))).toEqual(new Set(series.keys()));
});

test("the example in the officers' page is itself in order", async () => {
  const page = await readFile(`${dir}/README.md`, "utf8");
  const example = /```\n(---\n[\s\S]*?)```/.exec(page)?.[1] ?? "";
  const { alert, faults } = readAlert(example, { series: "daily", file: "43-防诈-冒充房东.md", timezone });
  expect(faults).toEqual([]);
  expect(alert?.title).toBe("房东换卡号要当面问");
});

test("daily goes to every community group at 08:10, traffic on workdays at 07:20 to those with its topic", () => {
  expect(schedules.slice(0, 2)).toEqual([
    { id: "daily", series: "daily", title: "每日提示", cron: "10 8 * * *", when: "any" },
    {
      id: "traffic",
      series: "traffic",
      title: "早高峰提示",
      cron: "20 7 * * *",
      when: "workday",
      audience: { topics: ["交通安全"] },
      catchUpMs: 3_600_000,
    },
  ]);
  const [, commute] = schedules;
  const due = commute ? nextDue(commute, timezone, 3, new Date("2026-09-30T00:00:00Z"), calendar) : [];
  expect(due.map((date) => date.toISOString())).toEqual([
    "2026-10-07T23:20:00.000Z",
    "2026-10-08T23:20:00.000Z",
    "2026-10-09T23:20:00.000Z",
  ]);
});

test("the calendar of 2026 has the notice's 33 days off and 6 worked weekend days", () => {
  expect(calendar.holidays.size).toBe(33);
  expect(calendar.workdays.size).toBe(6);
  const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();
  for (const day of calendar.workdays) expect([0, 6]).toContain(weekday(day));
  const days = Array.from({ length: 365 }, (_, n) =>
    new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10),
  );
  // 365 days less 104 weekend days and the 13 statutory days off, of which the notice moved none to a weekend.
  expect(days.filter((day) => isWorkday(day, calendar)).length).toBe(248);
});
