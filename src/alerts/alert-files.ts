import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Schedule } from "../domain/alerts.ts";
import { type AlertFile, compareFileNames } from "../domain/rotation.ts";
import type { HolidayCalendar } from "../domain/workdays.ts";
import { bytesOf, entriesOf } from "../lib/folder.ts";
import type { Fault } from "../lib/text-file.ts";
import { inZone } from "../lib/time.ts";
import { pictureFault } from "../render/index.ts";
import { readAlert } from "./alert-file.ts";
import { missingYearFaults, noHolidays, readHolidays } from "./holiday-file.ts";
import { readSchedules } from "./schedule-file.ts";
import { isAlertFile, strayAtTop, strayInSeries } from "./stray-files.ts";
import { loadTemplates, TEMPLATES } from "./template-file.ts";

/** Years that the calendar of the folder lacks: deadlines count working days, whatever the schedules ask for. */
export async function calendarFaults(dir: string, today: string): Promise<Fault[]> {
  const source = await bytesOf(dir, "holidays.yaml", []);
  const calendar = source ? readHolidays(source, "holidays.yaml").calendar : noHolidays;
  return missingYearFaults(calendar, "holidays.yaml", today);
}

/** The content of the folder `alerts/`. A broken file or entry is in `faults` and left out of the rest. */
export interface Alerts {
  readonly schedules: Schedule[];
  /** By folder name; files in the order of rotation. */
  readonly series: Map<string, AlertFile[]>;
  readonly calendar: HolidayCalendar;
  readonly faults: Fault[];
}

/** What was read last, of each folder: the scheduler asks each minute, and files change a few times a year. */
const lastRead = new Map<string, { stamp: string; alerts: Alerts }>();

/**
 * The folder as it is now. Never rejects for what is in it: a folder or file that cannot be read is a fault too.
 * With `now`, a holiday calendar that is out of date is a warning. The caller must not change what it gets.
 */
export async function loadAlerts(dir: string, options: { timezone: string; now?: Date }): Promise<Alerts> {
  const { timezone, now } = options;
  const stamp = `${timezone} ${await stampOf(dir)}`;
  const last = lastRead.get(dir);
  const alerts = last?.stamp === stamp ? last.alerts : await readAlerts(dir, timezone);
  lastRead.set(dir, { stamp, alerts });
  if (!now || alerts.schedules.every(({ when }) => when === "any")) return alerts;
  const today = inZone(now, timezone).format("YYYY-MM-DD");
  return {
    ...alerts,
    faults: [...alerts.faults, ...missingYearFaults(alerts.calendar, "holidays.yaml", today)],
  };
}

/** Changes when a file of the folder does. */
async function stampOf(dir: string): Promise<string> {
  const names = await readdir(dir, { recursive: true }).catch(() => []);
  const stamps = names.sort().map(async (name) => {
    const found = await stat(join(dir, name)).catch(() => undefined);
    return `${name} ${found?.ctimeMs} ${found?.mtimeMs} ${found?.size}`;
  });
  return (await Promise.all(stamps)).join("\n");
}

async function readAlerts(dir: string, timezone: string): Promise<Alerts> {
  const faults: Fault[] = [];
  const series = new Map<string, AlertFile[]>();
  const top = await entriesOf(dir, ".", faults);
  if (faults.length > 0) return { schedules: [], series, calendar: noHolidays, faults };
  faults.push(...strayAtTop(top));
  for (const { name } of top.filter((entry) => entry.isDirectory() && entry.name !== TEMPLATES))
    series.set(name, await loadSeries(dir, name, timezone, faults));

  faults.push(...(await loadTemplates(dir)).faults);

  let schedules: Schedule[] = [];
  const scheduleSource = await bytesOf(dir, "schedule.yaml", faults);
  if (scheduleSource) {
    const read = readSchedules(scheduleSource, "schedule.yaml", (name) => series.has(name));
    schedules = read.schedules;
    faults.push(...read.faults);
  }
  const empty = new Set(
    schedules.map((schedule) => schedule.series).filter((name) => !series.get(name)?.length),
  );
  for (const name of empty) {
    faults.push({
      file: `${name}/`,
      line: 0,
      severity: "error",
      message: "这个系列里没有一个能发的 .md 文件",
    });
  }

  let calendar = noHolidays;
  if (schedules.some(({ when }) => when !== "any")) {
    // Without the file, workdays are Monday to Friday; the warning is that of a missing year.
    if (top.some(({ name }) => name === "holidays.yaml")) {
      const holidaySource = await bytesOf(dir, "holidays.yaml", faults);
      const read = holidaySource && readHolidays(holidaySource, "holidays.yaml");
      calendar = read?.calendar ?? noHolidays;
      faults.push(...(read?.faults ?? []));
    }
  }
  return { schedules, series, calendar, faults };
}

const pictureFaults = {
  "no-picture": "不是 PNG 或 JPEG 图片",
  "too-large": "图太大（最多5000万像素，一边最长15000），请缩小再放",
};

async function loadSeries(
  dir: string,
  series: string,
  timezone: string,
  faults: Fault[],
): Promise<AlertFile[]> {
  const files: AlertFile[] = [];
  const found = await entriesOf(dir, series, faults);
  faults.push(...strayInSeries(series, found));
  const sent = found.filter((entry) => entry.isFile() && isAlertFile(entry));
  for (const { name: file } of sent.sort((a, b) => compareFileNames(a.name, b.name))) {
    const source = await bytesOf(dir, `${series}/${file}`, faults);
    if (!source) continue;
    const read = readAlert(source, { series, file, timezone });
    faults.push(...read.faults);
    if (!read.alert) continue;
    files.push(read.alert);
    const { poster } = read.alert;
    if (typeof poster !== "object" || !("file" in poster)) continue;
    const isThere = found.some(({ name }) => poster.file === `${series}/${name}`);
    const picture = isThere ? await bytesOf(dir, poster.file, faults) : undefined;
    const fault = picture ? pictureFault(picture) : undefined;
    const line = { file: poster.file, line: 0 };
    if (!isThere) faults.push({ ...line, severity: "warning", message: `没有这张图，${file} 只发文字` });
    else if (fault)
      faults.push({ ...line, severity: "error", message: `${pictureFaults[fault]}，${file} 只发文字` });
  }
  return files;
}
