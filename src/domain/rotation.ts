import type { Alert } from "./alerts.ts";

/** An alert as its file says it; `text` may still hold `{station}`. */
export interface AlertFile
  extends Omit<
    Alert,
    | "number"
    | "state"
    | "steps"
    | "author"
    | "approver"
    | "audience"
    | "slot"
    | "template"
    | "review"
    | "picture"
  > {
  /** Sent only in this part of every year. */
  readonly season?: Season;
}

/** `MM-DD`, both days included; `from` after `to` goes over New Year. */
export interface Season {
  readonly from: string;
  readonly to: string;
}

/** Whether `day` (`YYYY-MM-DD`) lies in the season. */
function inSeason(day: string, { from, to }: Season): boolean {
  const date = day.slice(5);
  return from <= to ? from <= date && date <= to : from <= date || date <= to;
}

const byNumberThenName = new Intl.Collator("zh-CN", { numeric: true });

/** As a file manager shows them: 9 before 10. Distinct names are never equal. */
export function compareFileNames(a: string, b: string): number {
  return byNumberThenName.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** The day in the name of a file meant for one day, `YYYY-MM-DD`. */
export function dayOfFile(file: string): string | undefined {
  return /^\d{4}-\d{2}-\d{2}/.exec(file)?.[0];
}

/**
 * Which alert of a series is sent on `day` (`YYYY-MM-DD` in the station's zone): one named after that day, else the
 * undated file that comes after the last one; never the same twice in a row while there is another; expired, not
 * yet effective and out-of-season ones are left out. `recent` are the files sent before, newest first: one is enough, but a rotation
 * keeps its place over dated alerts only if the last undated one is among them.
 */
export function drawAlert(
  files: readonly AlertFile[],
  { day, now, recent = [] }: { day: string; now: Date; recent?: readonly string[] },
): AlertFile | undefined {
  const current = files
    .filter(
      ({ effective, expires }) =>
        !(effective && now < new Date(effective)) && !(expires && new Date(expires) <= now),
    )
    .filter(({ season }) => !season || inSeason(day, season))
    .sort((a, b) => compareFileNames(a.file, b.file));
  const ofToday = current.filter(({ file }) => dayOfFile(file) === day);
  const pool = ofToday.length > 0 ? ofToday : current.filter(({ file }) => !dayOfFile(file));
  const isInPool = (file: string) => (ofToday.length > 0 ? dayOfFile(file) === day : !dayOfFile(file));
  const last = recent.find(isInPool);
  const after = pool.find(({ file }) => last !== undefined && compareFileNames(file, last) > 0);
  return after ?? pool[0];
}
