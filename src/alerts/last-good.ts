import type { Schedule } from "../domain/alerts.ts";
import type { AlertFile } from "../domain/rotation.ts";
import type { HolidayCalendar } from "../domain/workdays.ts";
import type { Fault } from "../lib/text-file.ts";
import type { Alerts } from "./alert-files.ts";

/** What is remembered over restarts, as JSON: what could be read last, and which faults were told. */
export interface GoodMemory {
  read(): Promise<string | undefined>;
  write(json: string): Promise<unknown>;
}

interface Remembered {
  readonly files: readonly AlertFile[];
  readonly schedules: readonly Schedule[];
  readonly holidays: readonly string[];
  readonly workdays: readonly string[];
  readonly told: readonly string[];
}

/**
 * Reads the folder of alerts anew each time; while a file is broken its last good version stays, also over a restart.
 * `onFaults` hears of each error once, whether it was there at the start or came later; one that comes back after it was
 * mended is told again. What a station that never had alerts lacks is no news to it.
 */
export function keepLastGood(
  load: () => Promise<Alerts>,
  onFaults: (faults: readonly Fault[]) => void,
  { dir, memory }: { readonly dir: string; readonly memory: GoodMemory },
): () => Promise<Alerts> {
  const files = new Map<string, AlertFile>();
  let schedules: readonly Schedule[] = [];
  let calendar: HolidayCalendar | undefined;
  let told: ReadonlySet<string> | undefined;
  let written: string | undefined;

  async function recall(): Promise<boolean> {
    written = await memory.read();
    if (written === undefined) {
      told = new Set();
      return false;
    }
    const known: Remembered = JSON.parse(written);
    for (const file of known.files) files.set(file.id, file);
    schedules = known.schedules;
    calendar = { holidays: new Set(known.holidays), workdays: new Set(known.workdays) };
    told = new Set(known.told);
    return true;
  }

  async function remember(): Promise<void> {
    const known: Remembered = {
      files: [...files.values()],
      schedules,
      holidays: [...(calendar?.holidays ?? [])],
      workdays: [...(calendar?.workdays ?? [])],
      told: [...(told ?? [])],
    };
    const json = JSON.stringify(known);
    if (json === written) return;
    await memory.write(json);
    written = json;
  }

  return async () => {
    const isKnown = told !== undefined || (await recall());
    const read = await load();
    const errors = read.faults.filter(({ severity }) => severity === "error");
    const broken = new Set(errors.map(({ file }) => file));
    // A folder that cannot be read at all has not lost its files: a disk is away.
    const isAway = broken.has(dir);
    const before = told ?? new Set();
    const fresh = errors.filter((fault) => !before.has(keyOf(fault)) && (isKnown || !isMissing(fault)));
    told = new Set(errors.map(keyOf));

    const series = new Map(read.series);
    for (const [path, file] of files) {
      const isRead = read.series.get(file.series)?.some((one) => one.id === path);
      if (isRead) continue;
      if (isAway || broken.has(path)) series.set(file.series, [...(series.get(file.series) ?? []), file]);
      else files.delete(path);
    }
    for (const file of [...read.series.values()].flat()) files.set(file.id, file);

    const ids = new Set(read.schedules.map(({ id }) => id));
    schedules =
      isAway || broken.has("schedule.yaml")
        ? [...read.schedules, ...schedules.filter(({ id }) => !ids.has(id))]
        : read.schedules;
    if (!calendar || !(isAway || broken.has("holidays.yaml"))) calendar = read.calendar;
    if (fresh.length > 0) onFaults(fresh);
    await remember();
    return { ...read, series, schedules: [...schedules], calendar };
  };
}

/** A file or folder that is not there. */
function isMissing({ line, message }: Fault): boolean {
  return line === 0 && message === "找不到";
}

function keyOf({ file, line, message }: Fault): string {
  return JSON.stringify([file, line, message]);
}
