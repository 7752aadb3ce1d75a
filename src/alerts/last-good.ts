import type { Schedule } from "../domain/alerts.ts";
import type { AlertFile } from "../domain/rotation.ts";
import type { HolidayCalendar } from "../domain/workdays.ts";
import type { Fault } from "../lib/text-file.ts";
import type { Alerts } from "./alert-files.ts";

/**
 * Reads the folder of alerts anew each time; while a file is broken its last good version of this run stays. `onFaults`
 * hears of each error once that was not there at the first look; one that comes back after it was mended is told again.
 */
export function keepLastGood(
  load: () => Promise<Alerts>,
  onFaults: (faults: readonly Fault[]) => void,
): () => Promise<Alerts> {
  const files = new Map<string, AlertFile>();
  let schedules: readonly Schedule[] = [];
  let calendar: HolidayCalendar | undefined;
  let told: Set<string> | undefined;

  function tell(errors: readonly Fault[]): void {
    const present = new Set(errors.map(keyOf));
    const fresh = told ? errors.filter((fault) => !told?.has(keyOf(fault))) : [];
    told = present;
    if (fresh.length > 0) onFaults(fresh);
  }

  return async () => {
    const read = await load();
    const errors = read.faults.filter(({ severity }) => severity === "error");
    const broken = new Set(errors.map(({ file }) => file));
    tell(errors);

    const series = new Map(read.series);
    for (const [path, file] of files) {
      const isRead = read.series.get(file.series)?.some((one) => one.id === path);
      if (isRead) continue;
      if (broken.has(path)) series.set(file.series, [...(series.get(file.series) ?? []), file]);
      else files.delete(path);
    }
    for (const file of [...read.series.values()].flat()) files.set(file.id, file);

    const ids = new Set(read.schedules.map(({ id }) => id));
    schedules = broken.has("schedule.yaml")
      ? [...read.schedules, ...schedules.filter(({ id }) => !ids.has(id))]
      : read.schedules;
    if (!calendar || !broken.has("holidays.yaml")) calendar = read.calendar;
    return { ...read, series, schedules: [...schedules], calendar };
  };
}

function keyOf({ file, line, message }: Fault): string {
  return JSON.stringify([file, line, message]);
}
